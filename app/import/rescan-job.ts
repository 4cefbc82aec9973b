import { setTimeout } from "node:timers/promises";
import { rulesVersion } from "../sanitize/rules-version.ts";
import type { Sanitizer } from "../sanitize/sanitizer.ts";
import type { OpenedDatabase } from "../store/open.ts";
import { loggableError } from "../telemetry/log.ts";
import type { Embedder } from "../vectors/ports.ts";
import { embedPending } from "./embedding.ts";
import { emptyReport } from "./report.ts";
import { rescanStored } from "./rescan.ts";

export interface RescanJobParts {
  database: Pick<OpenedDatabase, "owners" | "forOwner">;
  embedder: Embedder;
  /** Asked for once there is something to scan. */
  sanitizer: () => Promise<Sanitizer>;
  log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
  /** Milliseconds after which it tries again what failed; default a minute. */
  retryMs?: number;
}

export interface RescanJob {
  /** Resolves once nothing is read or written any more: the session at hand is stored as a whole. */
  stop(): Promise<void>;
  /** Resolves when everything was looked through, or the job was stopped. */
  ended: Promise<void>;
}

/**
 * Looks for secrets again in what everybody has stored under other rules, in steps that leave the
 * process to others. What goes wrong is logged and tried again, never thrown.
 */
export function startRescan({ retryMs = 60_000, ...parts }: RescanJobParts): RescanJob {
  const controller = new AbortController();
  const { signal } = controller;

  async function run(): Promise<void> {
    let isFailing = false;
    while (!signal.aborted) {
      const failure = await rescanEveryone(parts, signal);
      if (failure === undefined) return;
      if (!isFailing) parts.log.warn(failure, incomplete);
      isFailing = true;
      await rest(retryMs, signal);
    }
  }

  const ended = run();
  return {
    ended,
    stop() {
      controller.abort();
      return ended;
    },
  };
}

const incomplete = "not all stored chats were looked through for secrets";

/** Gives what a log may hold of what went wrong: problems may quote what is stored. */
async function rescanEveryone(
  parts: Omit<RescanJobParts, "retryMs">,
  signal: AbortSignal,
): Promise<object | undefined> {
  let problems = 0;
  try {
    for (const owner of await parts.database.owners()) {
      problems += await rescanOwner(owner, parts, signal);
    }
  } catch (error) {
    return { error: loggableError(error) };
  }
  return problems === 0 ? undefined : { problems };
}

/** Gives how many sessions could not be looked through. */
async function rescanOwner(
  owner: string,
  { database, embedder, sanitizer, log }: RescanJobParts,
  signal: AbortSignal,
): Promise<number> {
  const { store, vectors, records, maintenance } = database.forOwner(owner);
  const sessions = (await records.underOtherRules(rulesVersion)).length;
  if (sessions === 0) {
    await maintenance.eraseRedacted();
    return 0;
  }
  log.info({ sessions }, "looking for secrets in stored chats by newer rules");
  let problems = 0;
  const { scanned, redacted } = await rescanStored({
    records,
    maintenance,
    sanitizer: await sanitizer(),
    signal,
    onProblem: () => (problems += 1),
    pause: gentlePause(signal),
  });
  log.info({ sessions: scanned, redacted }, "looked for secrets in stored chats");
  if (redacted > 0) await embedPending({ store, vectors, embedder, signal }, emptyReport(), noop);
  return problems;
}

const noop = () => {};

/** Four fifths of the time are left to others. */
const idleFactor = 4;
const leastPauseMs = 5;

function gentlePause(signal: AbortSignal): () => Promise<void> {
  let resumedAt = performance.now();
  return async () => {
    const workedMs = performance.now() - resumedAt;
    await rest(Math.max(leastPauseMs, workedMs * idleFactor), signal);
    resumedAt = performance.now();
  };
}

/** Ends at once when `signal` is aborted. */
async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(noop);
}
