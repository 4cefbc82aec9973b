import { basename, dirname } from "node:path";
import { extractOpened } from "../archive/extract.ts";
import { manifestName, parseManifest } from "../archive/manifest.ts";
import { folderOfSnapshotFile, snapshotFileName } from "../archive/name.ts";
import { verifyOpened } from "../archive/verify.ts";
import type { MasterKey } from "../encryption/master-key.ts";
import type { ArchiveEngine } from "../engine/engine.ts";
import { openRepository, type RepositorySettings } from "./open-repository.ts";
import { openSnapshot } from "./open-snapshot.ts";
import { letGoOfNoted, removeSnapshots } from "./remove-snapshots.ts";
import { readSnapshotFile } from "./snapshot-file.ts";
import { writeSnapshot } from "./write-snapshot.ts";

export interface ResticEngineSettings extends RepositorySettings {
  /** Gives the password of the repository. */
  key: () => Promise<MasterKey | undefined>;
}

/**
 * Snapshots of one repository, which keeps once what several of them have; a small file stands for each
 * in the folder of the backups.
 */
export function resticEngine(settings: ResticEngineSettings): ArchiveEngine {
  const repositoryOf = async (directory: string) =>
    openRepository(directory, await settings.key(), settings);
  const open = (path: string) => openSnapshot(path, () => repositoryOf(dirname(path)));
  return {
    isEncrypted: true,
    // The folder that the snapshot is taken of, and the repository.
    copies: 2,
    fileName: snapshotFileName,
    async prepare(directory) {
      const repository = await repositoryOf(directory);
      await repository.refuseOldProgram();
      await letGoOfNoted(directory, repository);
    },
    write: async (content) => writeSnapshot(content, await repositoryOf(content.directory)),
    async verify(path, options = {}) {
      await using archive = await open(path);
      return await verifyOpened(archive, options);
    },
    async extract(path, options) {
      await using archive = await open(path);
      return await extractOpened(archive, options);
    },
    async readManifest(path) {
      const { snapshot } = await readSnapshotFile(path);
      const { fileText } = await repositoryOf(dirname(path));
      const file = `/${folderOfSnapshotFile(basename(path))}/${manifestName}`;
      return parseManifest(await fileText(snapshot, file), `${path}: its manifest`);
    },
    remove: async (directory, files) =>
      removeSnapshots(directory, files, await repositoryOf(directory)),
  };
}
