import { setTimeout as sleep } from "node:timers/promises";
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation/index.js";
import { OperationLog } from "./operation-log.ts";
import type { Platform } from "./platform.ts";
import { clearDeadLocks } from "./stack-lock.ts";
import type { Progress } from "./terminal.ts";

/** What every operation of the engine takes; `up`, `preview` and `destroy` agree on these. */
interface OperationOptions {
  onEvent: (event: EngineEvent) => void;
  signal: AbortSignal;
}

/** After the first Ctrl-C the engine gets this long to end its current step. */
const GRACE_MS = 10_000;
const LOCK_POLL_MS = 500;

/** What an operation gave, and what it did in words, for example `1 created`. */
export interface OperationResult<T> {
  result: T;
  summary: string;
}

/**
 * Runs one operation of the engine and answers what it changed. Throws an Error with the engine's
 * messages alone when it fails. Ctrl-C ends it after the current step; the next run goes on.
 */
export async function operate<T>(
  { stack, backend }: Platform,
  progress: Progress,
  operation: (stack: Stack, options: OperationOptions) => Promise<T>,
): Promise<OperationResult<T>> {
  if (backend.locksFolder) await waitForLock(backend.locksFolder, progress);
  const log = new OperationLog();
  const interruption = new AbortController();
  const release = onInterrupt(interruption, progress);
  try {
    const result = await operation(stack, {
      signal: interruption.signal,
      onEvent: (event) => {
        log.record(event);
        const { metadata } = event.resourcePreEvent ?? {};
        if (metadata && metadata.op !== "same") progress(`${metadata.op} ${nameOf(metadata.urn)}`);
      },
    });
    return { result, summary: log.summary };
  } catch (error) {
    if (interruption.signal.aborted)
      throw new Error("Interrupted; the next run goes on from here.");
    if (log.errors.length > 0) throw new Error(log.errors.join("\n"));
    throw error;
  } finally {
    release();
  }
}

/** A lock of a killed run is cleared; one of a living run is waited for. */
async function waitForLock(locksFolder: string, progress: Progress) {
  for (;;) {
    const [holder] = clearDeadLocks(locksFolder);
    if (!holder) return;
    progress(`pid ${holder.pid} on ${holder.hostname} is changing the stack; waiting for it`);
    await sleep(LOCK_POLL_MS);
  }
}

/**
 * The terminal gives Ctrl-C to the engine as well; asking it a second time would make it drop
 * everything, so it is told only when it did not end by itself.
 */
function onInterrupt(interruption: AbortController, progress: Progress): () => void {
  let timer: NodeJS.Timeout | undefined;
  const interrupt = (signal: NodeJS.Signals) => {
    progress("stopping after the current step");
    if (timer) interruption.abort();
    timer ??= setTimeout(() => interruption.abort(), signal === "SIGINT" ? GRACE_MS : 0);
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  return () => {
    clearTimeout(timer);
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  };
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
