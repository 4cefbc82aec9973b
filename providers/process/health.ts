import { get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

export interface HealthResult {
  healthy: boolean;
  /** The last answer as a person would say it, for example `503 Service Unavailable`. */
  lastAnswer: string;
}

const firstPollMilliseconds = 50;
const longestPollMilliseconds = 500;
/** A service that takes longer to answer is asked again, until the time is over. */
const requestMilliseconds = 2000;

/** Asks the URL until it answers 200 or the time is over; throws the reason when aborted. */
export async function waitForHealth(
  url: string,
  timeoutSeconds: number,
  aborted: AbortSignal,
): Promise<HealthResult> {
  const deadline = performance.now() + timeoutSeconds * 1000;
  let pollMilliseconds = firstPollMilliseconds;
  for (;;) {
    const remaining = Math.max(Math.ceil(deadline - performance.now()), 1);
    const result = await ask(url, Math.min(remaining, requestMilliseconds), aborted);
    aborted.throwIfAborted();
    if (result.healthy || performance.now() + pollMilliseconds >= deadline) {
      return result;
    }
    await sleep(pollMilliseconds, undefined, { signal: aborted }).catch(() => undefined);
    pollMilliseconds = Math.min(pollMilliseconds * 1.5, longestPollMilliseconds);
  }
}

/** Never rejects: a refused connection is an answer too. */
function ask(url: string, milliseconds: number, aborted: AbortSignal): Promise<HealthResult> {
  const signal = AbortSignal.any([aborted, AbortSignal.timeout(milliseconds)]);
  return new Promise((answer) => {
    // No kept-alive connection: it would hold up a service that drains before it ends.
    const request = get(url, { agent: false, signal }, (response) => {
      response.resume();
      const lastAnswer = `${response.statusCode} ${response.statusMessage}`.trim();
      answer({ healthy: response.statusCode === 200, lastAnswer });
    });
    request.once("error", ({ name, code }: NodeJS.ErrnoException) => {
      const lastAnswer = name === "AbortError" ? "no answer in time" : `no connection (${code})`;
      answer({ healthy: false, lastAnswer });
    });
  });
}
