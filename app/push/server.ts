import { promisify } from "node:util";
import { zstdCompress } from "node:zlib";
import { z } from "zod";
import {
  type CheckAnswer,
  checkAnswer,
  checkPath,
  type IngestAnswer,
  ingestAnswer,
  ingestPath,
} from "../ingest/protocol.ts";
import { type Patience, patiently, TryAgain } from "../resilience/retry.ts";

/** The server that chats are pushed to. */
export interface PushServer {
  check(body: string): Promise<CheckAnswer>;
  ingest(body: string): Promise<IngestAnswer>;
  /** As they went over the network, bodies alone. */
  bytesSent(): number;
}

/** The server has refused for good, or was away for longer than patience lasts. For people. */
export class PushStopped extends Error {}

/** The body was too large for the server; a smaller one may not be. */
export class BodyTooLarge extends PushStopped {}

export interface PushServerOptions {
  /** Ends with `/`. */
  target: URL;
  key: (() => string) | undefined;
  patience: Patience;
  /** Ends the waits, never a request. */
  signal: AbortSignal;
  onWait: (reason: string, waitMs: number) => void;
}

/** Requests fail with `PushStopped`. */
export function pushServer({
  target,
  key,
  patience,
  signal,
  onWait,
}: PushServerOptions): PushServer {
  const headers = {
    "content-type": "application/json",
    "content-encoding": "zstd",
    ...(key && { authorization: `Bearer ${key()}` }),
  };
  let bytesSent = 0;

  const post = async <Answer>(path: string, body: string, schema: z.ZodType<Answer>) => {
    const compressed = await promisify(zstdCompress)(body);
    const url = new URL(path.slice(1), target);
    const attempt = async () => {
      bytesSent += compressed.length;
      return answerTo(url, { method: "POST", headers, body: compressed }, schema);
    };
    try {
      return await patiently(attempt, patience, signal, onWait);
    } catch (error) {
      throw error instanceof TryAgain ? new PushStopped(error.message) : error;
    }
  };
  return {
    check: (body) => post(checkPath, body, checkAnswer),
    ingest: (body) => post(ingestPath, body, ingestAnswer),
    bytesSent: () => bytesSent,
  };
}

/** Longer than a server takes for a batch, and than its own limits. */
const answerTimeoutMs = 120_000;

async function answerTo<Answer>(
  url: URL,
  request: RequestInit,
  schema: z.ZodType<Answer>,
): Promise<Answer> {
  const signal = AbortSignal.timeout(answerTimeoutMs);
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { ...request, signal, redirect: "manual" });
    text = await response.text();
  } catch (error) {
    throw new TryAgain(`${url.origin} cannot be reached (${networkCode(error)})`);
  }
  if (!response.ok) throw refusal(url, response, text);
  const answer = schema.safeParse(json(text));
  if (answer.success) return answer.data;
  throw new PushStopped(`${url.origin} is no server that chats can be pushed to`);
}

/** Node's code, as `ECONNREFUSED`; of several addresses that of the last. */
function networkCode(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && typeof error.code === "string") return error.code;
  return error.cause === undefined ? error.name : networkCode(error.cause);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const problemBody = z.object({ error: z.object({ message: z.string().max(1_000) }) });

/** Statuses of a server, or of a proxy before it, that is away, busy or has enough for now. */
const passing = [408, 429, 502, 503, 504];

function refusal({ origin }: URL, { status, headers }: Response, text: string): Error {
  if (status >= 300 && status < 400) {
    const to = headers.get("location")?.slice(0, 200) ?? "elsewhere";
    const advice = "chats go nowhere but where --to says; use the other address if it is right";
    return new PushStopped(`${origin} redirects to ${to}, and ${advice}`);
  }
  if (status === 401) {
    return new PushStopped(`${origin} knows no such key; use CHATS_PUSH_KEY or --key-file`);
  }
  const said = problemBody.safeParse(json(text)).data?.error.message;
  const message = `${origin} answers ${status}${said === undefined ? "" : `: ${said}`}`;
  if (passing.includes(status)) return new TryAgain(message, retryAfterMs(headers));
  return status === 413 ? new BodyTooLarge(message) : new PushStopped(message);
}

/** A number of seconds; 0 for none. The other form, a date, no server of ours sends. */
function retryAfterMs(headers: Headers): number {
  const seconds = Number(headers.get("retry-after"));
  return Number.isFinite(seconds) ? Math.max(seconds, 0) * 1_000 : 0;
}
