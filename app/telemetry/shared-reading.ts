/** A value that takes time to read, for many who ask for it. */
export interface SharedReading<Value> {
  /** The newest value, after a wait of `waitMs` at most for the one that is being read. */
  latest(waitMs: number): Promise<Latest<Value>>;
}

export interface Latest<Value> {
  /** Undefined before the first. */
  reading: { value: Value; readAt: number; tookMs: number } | undefined;
  /** Whether the last reading failed, or takes longer than is right. */
  isFailing: boolean;
}

export interface SharedReadingOptions {
  /** Between two readings; default 0. */
  restMs?: number;
  /** The rest is this many times as long as the reading took, if that is more; default 0. */
  restFactor?: number;
  /** After which a reading counts as failing; it is waited for all the same. Default 1 second. */
  patienceMs?: number;
}

/**
 * Reads when somebody asks and the last reading is older than its rest, once for all who ask
 * meanwhile. It never throws: who asks gets what was read last.
 */
export function sharedReading<Value>(
  read: () => Promise<Value>,
  { restMs = 0, restFactor = 0, patienceMs = 1_000 }: SharedReadingOptions = {},
): SharedReading<Value> {
  let reading: Latest<Value>["reading"];
  let hasFailed = false;
  let startedAt = 0;
  let nextAt = 0;
  let running: Promise<void> | undefined;

  const start = async () => {
    startedAt = performance.now();
    try {
      const value = await read();
      reading = { value, readAt: Date.now(), tookMs: performance.now() - startedAt };
      hasFailed = false;
    } catch {
      hasFailed = true;
    }
    const tookMs = performance.now() - startedAt;
    nextAt = performance.now() + Math.max(restMs, restFactor * tookMs);
    running = undefined;
  };

  return {
    async latest(waitMs) {
      if (running === undefined && performance.now() >= nextAt) running = start();
      if (running !== undefined) await withinTime(running, waitMs);
      const isLate = running !== undefined && performance.now() - startedAt >= patienceMs;
      return { reading, isFailing: hasFailed || isLate };
    },
  };
}

async function withinTime(running: Promise<void>, waitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, waitMs);
  });
  await Promise.race([running, end]);
  clearTimeout(timer);
}
