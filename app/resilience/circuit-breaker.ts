/** Keeps calls away from a service that does not answer, so that nobody waits for it. */
export interface CircuitBreaker {
  readonly state: CircuitState;
  /**
   * Runs `task`. Throws what it throws, a `TaskTimeout` when it takes longer than `timeoutMs`, and a
   * `CircuitOpen` without running it while the service is given a pause. The signal is aborted when
   * nobody waits for the task any more.
   */
  run<Result>(task: (signal: AbortSignal) => Promise<Result>, timeoutMs: number): Promise<Result>;
}

/** `half-open`: one task is running to see whether the service is back. */
export type CircuitState = "closed" | "open" | "half-open";

export interface CircuitBreakerOptions {
  /** Of the service, for errors. */
  name: string;
  /** Failures within `windowMs` that open it; default 5. A task that takes too long is one. */
  failuresToOpen?: number;
  /** Default 10 seconds. */
  windowMs?: number;
  /**
   * Shortest time between a failure and the next try; default 2 seconds. Up to half as long again by
   * chance, so that several processes do not all try at once.
   */
  pauseMs?: number;
  onStateChange?: (state: CircuitState) => void;
  /** Milliseconds of a clock that nobody can set; default `performance.now`. */
  now?: () => number;
  /** From 0 to 1; default `Math.random`. */
  random?: () => number;
}

/** Nothing was asked: the service has failed too often a moment ago. */
export class CircuitOpen extends Error {}

/** There was no answer in time. */
export class TaskTimeout extends Error {}

export function circuitBreaker({
  name,
  failuresToOpen = 5,
  windowMs = 10_000,
  pauseMs = 2_000,
  onStateChange,
  now = () => performance.now(),
  random = Math.random,
}: CircuitBreakerOptions): CircuitBreaker {
  let state: CircuitState = "closed";
  let failureTimes: number[] = [];
  let nextTryAt = 0;
  /** What a task says that began before the state has last changed is old news. */
  let changes = 0;

  const enter = (next: CircuitState) => {
    state = next;
    changes += 1;
    failureTimes = [];
    onStateChange?.(next);
  };

  const admit = () => {
    if (state === "closed") return;
    if (state === "half-open" || now() < nextTryAt) {
      throw new CircuitOpen(`${name}: does not answer, so it is left alone for a moment`);
    }
    enter("half-open");
  };

  const noteFailure = () => {
    const time = now();
    failureTimes = [...failureTimes.filter((at) => at > time - windowMs), time];
    if (state === "closed" && failureTimes.length < failuresToOpen) return;
    nextTryAt = time + pauseMs * (1 + random() / 2);
    enter("open");
  };

  return {
    get state() {
      return state;
    },
    async run(task, timeoutMs) {
      admit();
      const changesAtStart = changes;
      try {
        const result = await withinTime(name, task, timeoutMs);
        if (changes === changesAtStart && state === "half-open") enter("closed");
        return result;
      } catch (error) {
        if (changes === changesAtStart) noteFailure();
        throw error;
      }
    },
  };
}

/** What `task` gives. Throws what it throws, and a `TaskTimeout` when it takes longer. */
export async function withinTime<Result>(
  name: string,
  task: (signal: AbortSignal) => Promise<Result>,
  timeoutMs: number,
): Promise<Result> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let look: NodeJS.Immediate | undefined;
  const end = new Promise<never>((_, reject) => {
    const giveUp = () => {
      const error = new TaskTimeout(`${name}: no answer within ${timeoutMs} ms`);
      // First, so that the task's own end at the signal comes too late to count.
      reject(error);
      controller.abort(error);
    };
    // Where this process was busy itself, an answer may have come that it has not looked at yet.
    timer = setTimeout(() => {
      look = setImmediate(giveUp);
    }, timeoutMs);
  });
  try {
    return await Promise.race([end, task(controller.signal)]);
  } finally {
    clearTimeout(timer);
    clearImmediate(look);
  }
}
