import { extractArchive } from "../archive/extract.ts";
import { archiveFileName, type Compression } from "../archive/name.ts";
import { readManifest } from "../archive/read-manifest.ts";
import { verifyArchive } from "../archive/verify.ts";
import { writeArchive } from "../archive/write.ts";
import { removeBackup } from "../catalogue/remove.ts";
import type { MasterKey } from "../encryption/master-key.ts";
import type { ArchiveEngine } from "./engine.ts";

export interface ArchiveEngineSettings {
  compression: Compression;
  isEncrypted: boolean;
  /** Asked for when it is needed: of those that remove archives nobody is asked for their key. */
  key: () => Promise<MasterKey | undefined>;
}

/** One file for each backup, which needs nothing else to be read. */
export function archiveEngine(settings: ArchiveEngineSettings): ArchiveEngine {
  const { compression, isEncrypted, key } = settings;
  return {
    isEncrypted,
    copies: 1,
    fileName: (name) => archiveFileName(name, { compression, encrypted: isEncrypted }),
    prepare: async () => {
      await key();
    },
    write: async (content) => writeArchive({ ...content, compression, key: await key() }),
    verify: async (path, options) => verifyArchive({ ...options, path, key: await key() }),
    extract: async (path, options) => extractArchive({ ...options, path, key: await key() }),
    readManifest: async (path) => readManifest(path, await key()),
    remove: async (directory, files) => {
      for (const file of files) await removeBackup(directory, file);
    },
  };
}
