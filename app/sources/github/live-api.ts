import { setTimeout as wait } from "node:timers/promises";
import { type Patience, patiently, TryAgain } from "../../resilience/retry.ts";
import { parseJson } from "../json.ts";

/** Where the page github.com/copilot has its threads from, and as whom. */
export interface ThreadsAccess {
  /** Origin of the API, for example `https://api.individual.githubcopilot.com`. */
  url: string;
  /** What the page sends after `GitHub-Bearer`; it is of use for minutes. */
  token: () => string;
}

export interface ThreadsPace {
  /** Shortest time between two requests; default half a second. */
  spacingMs?: number;
  /** For answers that ask to come again later; default two minutes. */
  patience?: Patience;
}

/** Asks for JSON below the origin; one request at a time, never faster than the pace. */
export type AskThreads = (path: string) => Promise<unknown>;

export function threadsApi(
  { url, token }: ThreadsAccess,
  { spacingMs = 500, patience = usualPatience }: ThreadsPace = {},
): AskThreads {
  let earlier: Promise<unknown> = Promise.resolve();
  const { signal } = new AbortController();
  return (path) => {
    const mine = earlier.then(() =>
      patiently(
        () => ask(new URL(path, url), token()),
        patience,
        signal,
        () => {},
      ),
    );
    const spaced = () => wait(spacingMs);
    earlier = mine.then(spaced, spaced);
    return mine;
  };
}

const usualPatience: Patience = {
  giveUpAfterMs: 2 * 60_000,
  firstWaitMs: 2_000,
  longestWaitMs: 60_000,
};

const timeoutMs = 30_000;
/** Many times the longest thread that a person has had. */
const limitBytes = 64 * 2 ** 20;

async function ask(url: URL, token: string): Promise<unknown> {
  const response = await fetch(url, {
    headers: {
      accept: "application/json",
      authorization: `GitHub-Bearer ${token}`,
      "copilot-integration-id": "copilot-chat",
    },
    // The token is for this origin alone.
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error) => {
    throw new TryAgain(`does not answer: ${reasonOf(error)}`);
  });
  if (response.status === 429 || response.status >= 500) {
    await response.body?.cancel();
    throw new TryAgain(`answers ${response.status}`, retryAfterMs(response.headers));
  }
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(refusal(response.status));
  }
  return parseJson(await limitedText(response));
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** A number of seconds; the other form, a date, counts as none. */
function retryAfterMs(headers: Headers): number {
  const seconds = headers.get("retry-after") ?? "";
  return /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1_000 : 0;
}

function refusal(status: number): string {
  switch (status) {
    case 401:
    case 403:
      return `answers ${status}: the token is not or no more of use; copy the page's newest one`;
    case 404:
      return "answers 404: there is no such thread, or the site has changed";
    default:
      return `answers ${status}; the site may have changed`;
  }
}

async function limitedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > limitBytes) throw new Error(`answers with more than ${limitBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
