/** How long events are gathered, in milliseconds. */
export interface Gathering {
  /** Events are over when none came for so long. */
  quietMs: number;
  /** Nobody waits longer than this after the first event, however many follow. */
  latestMs: number;
}

/** Gathers events, so that many at once wake a waiter once. */
export interface Bell {
  ring(): void;
  /**
   * Resolves when events were gathered, no sooner than after `leastMs`; without any after `mostMs`;
   * at once when `signal` is aborted. Events before the call count.
   */
  wait(leastMs: number, mostMs: number, signal: AbortSignal): Promise<void>;
}

/** Time is that of a clock that nobody can set. */
export function bell({ quietMs, latestMs }: Gathering): Bell {
  let first: number | undefined;
  let last = 0;
  let wake = () => {};

  const dueAt = (startedAt: number, leastMs: number, mostMs: number) =>
    first === undefined
      ? startedAt + mostMs
      : Math.max(startedAt + leastMs, Math.min(last + quietMs, first + latestMs));

  return {
    ring() {
      last = performance.now();
      if (first !== undefined) return;
      first = last;
      wake();
    },
    async wait(leastMs, mostMs, signal) {
      const startedAt = performance.now();
      while (!signal.aborted) {
        const leftMs = dueAt(startedAt, leastMs, mostMs) - performance.now();
        if (leftMs <= 0) break;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.ceil(leftMs));
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
          signal.addEventListener("abort", wake, { once: true });
        });
        signal.removeEventListener("abort", wake);
      }
      first = undefined;
    },
  };
}
