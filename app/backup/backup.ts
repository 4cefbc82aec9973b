import { basename } from "node:path";
import type { Settings } from "../settings.ts";
import type { BackupRecorder } from "../telemetry/backup-recorder.ts";
import type { ComponentRecord, Manifest, MemberProblem } from "./archive/manifest.ts";
import type { Member } from "./archive/member.ts";
import type { BackupType } from "./archive/name.ts";
import type { WrittenArchive } from "./archive/write.ts";
import { canRestore } from "./can-restore.ts";
import { commitBackup } from "./catalogue/commit.ts";
import type { CatalogueEntry } from "./catalogue/entry.ts";
import { recordFailedRun } from "./catalogue/failed-run.ts";
import { withBackupLock } from "./catalogue/lock.ts";
import { pruneBackups } from "./catalogue/prune.ts";
import { collectApplication } from "./components/application/application.ts";
import type { Collected } from "./components/collected.ts";
import { collectConfig, settingsIn } from "./components/config.ts";
import { collectVectors } from "./components/vectors/vectors.ts";
import { newArchivesEngine, removeBackups } from "./engine/choose.ts";
import { ownName } from "./own-name.ts";
import { estimatedBytes, type FreeBytes, refuseWithoutRoom } from "./space.ts";
import { stageIn } from "./stage.ts";

export interface BackupRequest {
  type: BackupType;
  /** Days that backups of this type are kept; undefined: for ever. */
  keepDays?: number | undefined;
}

export interface BackupParts {
  /** Whose settings are archived. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Reads the volumes of a Docker stack into the folder `stage`; absent where none runs. */
  volumes?: ((stage: string, signal: AbortSignal | undefined) => Promise<Collected>) | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: BackupProgress) => void) | undefined;
  recorder?: BackupRecorder | undefined;
  /** Milliseconds since 1970; default `Date.now`. */
  now?: () => number;
  /** Default: asks the system. */
  freeBytes?: FreeBytes;
}

export interface BackupProgress {
  step: "application" | "vectors" | "archive" | "verify";
  /** Bytes so far; of vectors their number. */
  done: number;
}

export interface BackupReport {
  /** Of the archive. */
  path: string;
  sizeBytes: number;
  manifest: Manifest;
  /** What could not be read: the backup is partial. */
  problems: MemberProblem[];
  durationMs: number;
  /** Backups that retention let go. */
  removed: CatalogueEntry[];
}

/**
 * Takes a backup: one recovery point, of which vectors never have a message that the database lacks;
 * written aside, read again as a whole, and only then entered into the catalogue. What retention lets
 * go is removed last. Throws `Refused` while another run is at work, and on any failure, of which it
 * leaves nothing but a note that keeps earlier backups from being pruned.
 */
export async function runBackup(
  request: BackupRequest,
  settings: Settings,
  parts: BackupParts,
): Promise<BackupReport> {
  const { recorder, now = Date.now } = parts;
  const startedAt = now();
  const { directory } = settings.backup;
  try {
    const report = await withBackupLock(directory, async () => {
      try {
        return await lockedRun(request, settings, parts, startedAt);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        // The disk may be full, which is what the person is to hear.
        await recordFailedRun(directory, request.type, reason).catch(() => {});
        throw error;
      }
    });
    const finishedAt = now();
    const run = { finishedAt, durationSeconds: (finishedAt - startedAt) / 1_000 };
    recorder?.backup({ outcome: "succeeded", ...run, sizeBytes: report.sizeBytes });
    return report;
  } catch (error) {
    const run = { finishedAt: now(), durationSeconds: (now() - startedAt) / 1_000, sizeBytes: 0 };
    recorder?.backup({ outcome: "failed", ...run });
    throw error;
  }
}

async function lockedRun(
  { type, keepDays }: BackupRequest,
  settings: Settings,
  parts: BackupParts,
  startedAt: number,
): Promise<BackupReport> {
  const { directory } = settings.backup;
  const { signal, onProgress, now = Date.now } = parts;
  const engine = newArchivesEngine(settings.backup);
  await engine.prepare(directory);
  const name = await ownName(directory, { type, startedAt }, engine.fileName, now);
  const bytes = await estimatedBytes(settings, type, engine.copies);
  refuseWithoutRoom(directory, bytes, parts.freeBytes);
  using stage = stageIn(directory);
  const collected = await collect(type, settings, parts, stage.path, engine.isEncrypted);
  const written = await engine.write({
    directory,
    name,
    members: collected.flatMap(({ members }) => members),
    components: () => collected.map(({ record }) => record),
    canRestore: canRestore(type, settingsIn(parts.environment)),
    signal,
    onProgress: ({ bytes }) => onProgress?.({ step: "archive", done: bytes }),
  });
  try {
    await engine.verify(written.path, {
      signal,
      onProgress: ({ bytes }) => onProgress?.({ step: "verify", done: bytes }),
    });
    await commitBackup(written, { verifiedAt: now(), keepDays });
  } catch (error) {
    await engine.remove(directory, [basename(written.path)]);
    throw error;
  }
  const removed = await pruneBackups(directory, { type, now: now() }, (files) =>
    removeBackups(files, settings.backup),
  );
  return reportOf(written, removed, now() - startedAt);
}

/** The database first: what it says has a vector, has one on the server until it is removed. */
async function collect(
  type: BackupType,
  settings: Settings,
  parts: BackupParts,
  stage: string,
  isEncrypted: boolean,
): Promise<Collected[]> {
  const { environment, signal, onProgress, volumes } = parts;
  const wants = (component: ComponentRecord["name"]) => type === "full" || type === component;
  const collected: Collected[] = [];
  if (wants("application") || wants("vectors")) {
    const application = await collectApplication(settings, stage, {
      isEncrypted,
      signal,
      onProgress: ({ bytes }) => onProgress?.({ step: "application", done: bytes }),
    });
    // Where the database keeps the vectors, a backup of them is one of it.
    const isTaken = wants("application") || settings.vectors.kind === "database";
    if (isTaken) collected.push(application);
    if (wants("vectors")) {
      let done = 0;
      const onVectors = (vectors: number) => {
        done += vectors;
        onProgress?.({ step: "vectors", done });
      };
      const options = { signal, onProgress: onVectors };
      collected.push(await collectVectors(settings.vectors, application, stage, options));
    }
  }
  if (wants("volumes")) collected.push((await volumes?.(stage, signal)) ?? noVolumes);
  if (wants("config")) collected.push(collectConfig(environment, stage));
  return collected;
}

const noVolumes: Collected = {
  record: {
    name: "volumes",
    versions: {},
    counts: {},
    problems: [],
    skippedReason: "this command knows no Docker stack; npm run backup-system takes its volumes",
  },
  members: [] satisfies Member[],
};

function reportOf(
  { path, sizeBytes, manifest, problems }: WrittenArchive,
  removed: CatalogueEntry[],
  durationMs: number,
): BackupReport {
  const ofComponents = manifest.components.flatMap((component) => component.problems);
  return {
    path,
    sizeBytes,
    manifest,
    problems: [...ofComponents, ...problems],
    durationMs,
    removed,
  };
}
