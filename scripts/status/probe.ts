/** A server of the application, and what it says of itself. */
export interface Endpoint {
  name: string;
  url: string;
  answer: string;
  healthy: boolean;
}

/** A service on this machine that takes longer than this is not well. */
const ANSWER_LIMIT_MS = 3_000;

/** Asks whether the server at `url` is ready. */
export async function probe(name: string, url: string): Promise<Endpoint> {
  return { name, url, ...(await readiness(new URL("/ready", url))) };
}

async function readiness(url: URL) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
    await response.body?.cancel();
    return { answer: response.ok ? "ready" : `answers ${response.status}`, healthy: response.ok };
  } catch (error) {
    const timedOut = error instanceof Error && error.name === "TimeoutError";
    return { answer: timedOut ? "does not answer" : "not reachable", healthy: false };
  }
}
