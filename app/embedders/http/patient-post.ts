import { setTimeout as wait } from "node:timers/promises";
import { StoreUnavailable } from "../../store/unavailable.ts";
import type { Endpoint } from "./endpoint.ts";
import { AnswerLater, post } from "./post.ts";

/** Milliseconds before the second try and each further one, where the server asks for no others. */
export type Pauses = number[];

const usualPauses: Pauses = [500, 2_000, 8_000];

/** A server that asks for a longer pause has had enough for now. */
const longestPauseMs = 60_000;

/**
 * The JSON that comes back, from a server that may be restarting or have too much to do. Throws
 * `StoreUnavailable` once that has taken too long, and the reason of `signal` when it is aborted.
 */
export async function patientPost(
  endpoint: Endpoint,
  body: unknown,
  options: { pauses?: Pauses | undefined; signal?: AbortSignal | undefined },
): Promise<unknown> {
  const { pauses = usualPauses, signal } = options;
  try {
    return await post(endpoint, body, signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof AnswerLater)) throw error;
    const [pauseMs, ...laterPauses] = pauses;
    const waitMs = error.waitMs ?? pauseMs ?? 0;
    if (pauseMs === undefined || waitMs > longestPauseMs) {
      throw new StoreUnavailable(`the embedder is not available: ${error.message}`, {
        cause: error,
      });
    }
    await wait(waitMs, undefined, { signal }).catch(() => signal?.throwIfAborted());
    return patientPost(endpoint, body, { pauses: laterPauses, signal });
  }
}
