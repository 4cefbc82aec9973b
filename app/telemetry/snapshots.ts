import { Cron } from "croner";
import { cronTimes, type Interval, intervalMs } from "../schedule/interval.ts";
import type { MetricSnapshots } from "../store/metric-snapshots.ts";
import { loggableError, type WarningLog } from "./log.ts";
import type { ChatMetrics } from "./metrics.ts";

export interface SnapshotParts {
  metrics: Pick<ChatMetrics, "samples" | "recordSnapshot">;
  snapshots: MetricSnapshots;
  interval: Interval;
  log: WarningLog;
}

export interface SnapshotSchedule {
  /** Resolves once nothing is written any more. */
  stop(): Promise<void>;
}

/** Snapshots are kept for so long. */
export const snapshotDays = 30;
/** Of those that are older one an hour is enough. */
const fullHistoryHours = 24;
/** About 20 MB. An installation has 100 to 300 series in a snapshot. */
const mostSamples = 200_000;

const hourMs = 3_600_000;

/**
 * Saves the metrics at the round times of `interval`, so that several processes with one database
 * save one snapshot together. What fails is logged, and tried again the next time.
 */
export function saveSnapshots({ interval, ...parts }: SnapshotParts): SnapshotSchedule {
  let running: Promise<void> | undefined;
  const stepMs = intervalMs(interval);
  const job = new Cron(cronTimes(interval), { timezone: "UTC", protect: true }, () => {
    running = takeSnapshot(parts, Math.round(Date.now() / stepMs) * stepMs);
    return running;
  });
  return {
    async stop() {
      job.stop();
      await running;
    },
  };
}

/** Saves the metrics as those of `time`, milliseconds since 1970, and forgets what is too old. */
export async function takeSnapshot(
  { metrics, snapshots, log }: Omit<SnapshotParts, "interval">,
  time: number,
): Promise<void> {
  try {
    const isSaved = await snapshots.save({ takenAt: time, samples: await metrics.samples() });
    metrics.recordSnapshot(isSaved ? "saved" : "already_there");
    await snapshots.prune({
      hourlyBefore: time - fullHistoryHours * hourMs,
      noneBefore: time - snapshotDays * 24 * hourMs,
      mostSamples,
    });
  } catch (error) {
    metrics.recordSnapshot("failed");
    log.warn({ error: loggableError(error) }, "the metrics could not be saved");
  }
}
