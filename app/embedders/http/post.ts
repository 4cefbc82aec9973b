import type { Endpoint } from "./endpoint.ts";
import { retryAfterMs } from "./retry-after.ts";

/** The same request may be answered later. */
export class AnswerLater extends Error {
  /** How long the server asks to wait; undefined where it does not say. */
  readonly waitMs: number | undefined;

  constructor(message: string, waitMs?: number, options?: ErrorOptions) {
    super(message, options);
    this.waitMs = waitMs;
  }
}

/** The model takes no text of this length. */
export class TextTooLong extends Error {}

/** A small model on a processor that others use too may take so long for one batch. */
const timeoutMs = 60_000;

/** The vectors of a batch in JSON are a tenth of that in 3,072 dimensions. */
const longestAnswerBytes = 32 * 1_024 * 1_024;

/** One request, and the JSON of its answer. */
export async function post(
  endpoint: Endpoint,
  body: unknown,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const place = placeOf(endpoint.url);
  const { status, headers, text } = await exchange(endpoint, body, signal);
  if (status === 200) return parsed(text, place);
  const said = excerpt(text, endpoint.key);
  if (status === 408 || status === 429 || status >= 500) {
    throw new AnswerLater(`${place} answers ${status}${said}`, retryAfterMs(headers));
  }
  if (status === 413 || (isRefusal(status) && aboutLength.test(text))) {
    throw new TextTooLong(`${place}: the text is too long for the model${said}`);
  }
  throw new Error(
    `${place} answers ${status}${said}; ` +
      "check CHATS_EMBEDDER_URL, CHATS_EMBEDDER_MODEL and CHATS_EMBEDDER_KEY",
  );
}

function isRefusal(status: number): boolean {
  return status === 400 || status === 422;
}

const aboutLength = /token|too long|too large|length|context/i;

interface Exchange {
  status: number;
  headers: Headers;
  text: string;
}

async function exchange(
  { url, headers }: Endpoint,
  body: unknown,
  signal: AbortSignal | undefined,
): Promise<Exchange> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
      // A redirected request would carry the chats, and the key, to somewhere else.
      redirect: "manual",
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    return { status: response.status, headers: response.headers, text: await textOf(response) };
  } catch (error) {
    if (error instanceof AnswerTooLarge) throw new Error(`${placeOf(url)}: ${error.message}`);
    throw new AnswerLater(`${placeOf(url)} cannot be reached (${reasonOf(error)})`, undefined, {
      cause: error,
    });
  }
}

class AnswerTooLarge extends Error {}

async function textOf({ body }: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body ?? []) {
    bytes += piece.length;
    if (bytes > longestAnswerBytes) {
      throw new AnswerTooLarge(`the answer is larger than ${longestAnswerBytes} bytes`);
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}

/** Node's fetch says what went wrong in the cause of its error. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${timeoutMs / 1_000} seconds`;
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
}

function parsed(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${place}: the answer is not JSON (${reason})`);
  }
}

/** What the server says of it, on one line. */
function excerpt(text: string, key: string | undefined): string {
  const line = (key === undefined ? text : text.replaceAll(key, "…")).replace(/\s+/g, " ").trim();
  return line === "" ? "" : ` (${line.slice(0, 200)})`;
}

/** Without its query, which an operator may have put a secret in. */
function placeOf({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}
