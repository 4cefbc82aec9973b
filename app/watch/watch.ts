import type { ImportReport } from "../import/report.ts";
import { bell } from "./bell.ts";
import { folderEvents } from "./folder-events.ts";
import { followedFolders } from "./followed-folders.ts";
import { chatLooks, type LookParts } from "./look.ts";
import { type WatchLogger, watchLog } from "./watch-log.ts";

export interface WatchParts extends Omit<LookParts, "signal" | "onSight"> {
  log: WatchLogger;
  /** Hears of each import, and of undefined in the place of one that failed. */
  onImport?: (report: ImportReport | undefined) => void;
  timing?: WatchTiming;
}

export interface Watch {
  /** Resolves once nothing is read or written any more: the file at hand is stored as a whole. */
  stop(): Promise<void>;
}

/** In milliseconds. */
export interface WatchTiming {
  /** Between two looks when no event comes; more where a look takes long. */
  pollMs: number;
  /** Between two looks at most. */
  longestMs: number;
  /** After a look that failed. */
  retryMs: number;
  quietMs: number;
  latestMs: number;
}

/**
 * A change is stored within 5 seconds: events are gathered for 2 at most, and where the file system
 * sends none a look comes after 3. VS Code writes a session in several steps.
 */
const usualTiming: WatchTiming = {
  pollMs: 3_000,
  longestMs: 60_000,
  retryMs: 60_000,
  quietMs: 500,
  latestMs: 2_000,
};

/** Looks without news take a twentieth of the time at most, looks at events a fifth. */
const idleFactor = 20;
const busyFactor = 4;
const longestBusyMs = 10_000;

/** Stores chats as they are written, until it is stopped. What goes wrong is logged, never thrown. */
export function watchChats({ log, onImport, timing = usualTiming, ...parts }: WatchParts): Watch {
  const controller = new AbortController();
  const { signal } = controller;
  const { ring, wait } = bell(timing);
  const events = folderEvents(ring);
  const tell = watchLog(log);
  const look = chatLooks({ ...parts, signal, onSight: tell.sight });

  async function lookAndWait(): Promise<void> {
    const startedAt = performance.now();
    try {
      const seen = await look();
      tell.look(seen);
      if (seen.report !== undefined) onImport?.(seen.report);
      events.follow(followedFolders(seen.listings));
    } catch (error) {
      tell.failure(error);
      onImport?.(undefined);
      return wait(timing.retryMs, timing.retryMs, signal);
    }
    const tookMs = performance.now() - startedAt;
    const idleMs = Math.min(Math.max(timing.pollMs, tookMs * idleFactor), timing.longestMs);
    return wait(Math.min(tookMs * busyFactor, longestBusyMs), idleMs, signal);
  }

  async function run(): Promise<void> {
    while (!signal.aborted) await lookAndWait();
    events.close();
  }

  const ended = run();
  return {
    stop() {
      controller.abort();
      return ended;
    },
  };
}
