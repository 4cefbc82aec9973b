import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "../../settings.ts";
import { databaseFileName } from "../../store/database-file.ts";
import { restoreFolderName, unfinishedRestoreName } from "../../store/unfinished-restore.ts";
import type { BackupRecorder } from "../../telemetry/backup-recorder.ts";
import { engineOf } from "../engine/choose.ts";
import { type FreeBytes, refuseWithoutRoom } from "../space.ts";
import { bytesOf } from "./extracted.ts";
import { type RestorePlan, type RestoreRequest, refuseNonEmpty, restorePlan } from "./plan.ts";
import { putBack, type RestoreStep } from "./put-back.ts";
import { differingSettings } from "./settings-difference.ts";
import { refuseUsers, rollBack } from "./swap.ts";
import { whileAlone } from "./while-alone.ts";

export interface RestoreParts {
  /** Whose settings those of the archive are compared with. */
  environment: Readonly<Record<string, string | undefined>>;
  signal?: AbortSignal | undefined;
  onStep?: ((step: RestoreStep) => void) | undefined;
  /** Hears of the plan before anything is done; nothing is when it answers false. */
  confirm: (plan: RestorePlan) => Promise<boolean>;
  recorder?: BackupRecorder | undefined;
  /** Milliseconds since 1970; default `Date.now`. */
  now?: () => number;
  /** Default: asks the system. */
  freeBytes?: FreeBytes;
}

export interface RestoreReport {
  plan: RestorePlan;
  /** What a person should know, a sentence each. */
  notes: string[];
  durationMs: number;
}

/**
 * Puts what an archive has in the place of what is there. Nothing that is there is touched before all
 * of the archive was read and found whole; it is kept until the new has passed its checks, and is back
 * when anything fails. A restore that was cut off before is rolled back first. Undefined when
 * `confirm` said no. Throws `Refused`, and what the archive's engine throws.
 */
export async function runRestore(
  request: RestoreRequest,
  settings: Settings,
  parts: RestoreParts,
): Promise<RestoreReport | undefined> {
  const { recorder, now = Date.now } = parts;
  const startedAt = now();
  try {
    const report = await whileAlone(settings.dataDirectory, async () => {
      rollBack(settings.dataDirectory);
      return lockedRestore(request, settings, parts, startedAt);
    });
    if (report !== undefined) recorder?.restore({ outcome: "succeeded", finishedAt: now() });
    return report;
  } catch (error) {
    recorder?.restore({ outcome: "failed", finishedAt: now() });
    throw error;
  }
}

/** What `runRestore` would do; changes nothing. Throws as it does. */
export async function plannedRestore(
  request: RestoreRequest,
  settings: Settings,
): Promise<RestorePlan> {
  const { path } = request;
  const manifest = await engineOf(path, settings.backup).readManifest(path);
  return restorePlan(request, manifest, settings);
}

/** Brings back what was there before a restore that was cut off; false where there was none. */
export function rollBackRestore({ dataDirectory }: Settings): Promise<boolean> {
  return whileAlone(dataDirectory, async () => rollBack(dataDirectory));
}

async function lockedRestore(
  request: RestoreRequest,
  settings: Settings,
  parts: RestoreParts,
  startedAt: number,
): Promise<RestoreReport | undefined> {
  const { signal, onStep, confirm, now = Date.now } = parts;
  const { dataDirectory } = settings;
  const plan = await plannedRestore(request, settings);
  if (!(await confirm(plan))) return undefined;
  refuseNonEmpty(plan, request);
  // The swap looks again; it would be late to say so after minutes of work.
  if (plan.engine === "sqlite" && plan.components.includes("application")) {
    refuseUsers(join(dataDirectory, databaseFileName));
  }
  const isWanted = (name: string) => plan.components.some((one) => name.startsWith(`${one}/`));
  refuseWithoutRoom(dataDirectory, bytesOf(plan.manifest, isWanted), parts.freeBytes);
  const work = join(dataDirectory, restoreFolderName);
  mkdirSync(work, { recursive: true, mode: 0o700 });
  try {
    onStep?.("extracting");
    const stage = join(work, "archive");
    const options = { into: stage, wanted: isWanted, signal };
    const manifest = await engineOf(request.path, settings.backup).extract(request.path, options);
    const differing = differingSettings(stage, parts.environment);
    const keptAs = request.keepOld ? stampOf(startedAt) : undefined;
    const notes = await putBack({ plan, manifest, stage, settings, keptAs, signal, onStep });
    onStep?.("done");
    const all = [...plan.notes, ...notes, ...differing];
    return { plan, notes: all, durationMs: now() - startedAt };
  } finally {
    // Of a restore that could not even be rolled back it is all that there is.
    if (!existsSync(join(dataDirectory, unfinishedRestoreName))) {
      rmSync(work, { recursive: true, force: true });
    }
  }
}

/** For example `20261121_221500`, in UTC. */
function stampOf(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "_");
}
