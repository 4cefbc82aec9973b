import { basename } from "node:path";
import { isSnapshotFileName } from "../archive/name.ts";
import type { MasterKey } from "../encryption/master-key.ts";
import { openKey } from "../encryption/open-key.ts";
import { resticEngine } from "../restic/restic-engine.ts";
import type { BackupSettings } from "../settings.ts";
import { archiveEngine } from "./archive-engine.ts";
import type { ArchiveEngine } from "./engine.ts";

/** What makes new archives. */
export function newArchivesEngine(settings: BackupSettings): ArchiveEngine {
  return engines[settings.engine](settings);
}

/** What has made an archive, by the name of its file. */
export function engineOf(path: string, settings: BackupSettings): ArchiveEngine {
  return engines[nameOfEngine(basename(path))](settings);
}

/**
 * Removes backups of one folder, whichever engine has made them. The caller holds the lock of the
 * folder.
 */
export async function removeBackups(files: string[], settings: BackupSettings): Promise<void> {
  for (const [engine, own] of Map.groupBy(files, nameOfEngine)) {
    await engines[engine](settings).remove(settings.directory, own);
  }
}

function nameOfEngine(file: string): BackupSettings["engine"] {
  return isSnapshotFileName(file) ? "restic" : "archive";
}

const engines: Record<BackupSettings["engine"], (settings: BackupSettings) => ArchiveEngine> = {
  archive: ({ compression, key }) =>
    archiveEngine({ compression, isEncrypted: key !== undefined, key: opened(key) }),
  restic: ({ resticRepository, key }) =>
    resticEngine({ repository: resticRepository, key: opened(key) }),
};

/** Opened once at most. */
function opened(source: BackupSettings["key"]): () => Promise<MasterKey | undefined> {
  let key: Promise<MasterKey> | undefined;
  return async () => {
    if (source === undefined) return undefined;
    key ??= openKey(source);
    return key;
  };
}
