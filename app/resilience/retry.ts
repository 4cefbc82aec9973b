import { setTimeout as wait } from "node:timers/promises";

/** Why an attempt failed, for people, where another one may succeed. */
export class TryAgain extends Error {
  /** What the server asked for; 0 where it did not. */
  readonly waitMs: number;

  constructor(message: string, waitMs = 0) {
    super(message);
    this.waitMs = waitMs;
  }
}

export interface Patience {
  /** From the first attempt on; no wait goes beyond it. */
  giveUpAfterMs: number;
  /** Before the second attempt, on average; doubled for each further one. */
  firstWaitMs: number;
  longestWaitMs: number;
}

/** A server is updated or restarted in that time; the next push goes on where this one ended. */
export const usualPatience: Patience = {
  giveUpAfterMs: 5 * 60_000,
  firstWaitMs: 1_000,
  longestWaitMs: 30_000,
};

/**
 * Repeats `attempt` as long as it throws a `TryAgain`, with longer and longer waits of random length,
 * so that the clients of a server that was away do not all come at once. Throws the last error when
 * patience is over, or would be by the end of the wait, and once `signal` is aborted.
 */
export async function patiently<Result>(
  attempt: () => Promise<Result>,
  { giveUpAfterMs, firstWaitMs, longestWaitMs }: Patience,
  signal: AbortSignal,
  onWait: (reason: string, waitMs: number) => void,
): Promise<Result> {
  const startedAt = performance.now();
  for (let meanMs = firstWaitMs; ; meanMs = Math.min(meanMs * 2, longestWaitMs)) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TryAgain) || signal.aborted) throw error;
      const waitMs = Math.max(meanMs * (0.5 + Math.random()), error.waitMs);
      if (performance.now() - startedAt + waitMs > giveUpAfterMs) throw error;
      onWait(error.message, waitMs);
      // An abort ends the wait, and what came before it is what there is to say.
      await wait(waitMs, undefined, { signal }).catch(() => {
        throw error;
      });
    }
  }
}
