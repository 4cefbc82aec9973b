import { randomUUID } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { replaceDurably } from "../archive/durable-file.ts";
import { freePath } from "../archive/free-path.ts";
import { manifestName, parseManifest } from "../archive/manifest.ts";
import { manifestCopyPath, sealedManifest } from "../archive/manifest-copy.ts";
import { folderName, isSnapshotFileName, snapshotFileName } from "../archive/name.ts";
import { plainSeal } from "../archive/seal.ts";
import type { WrittenArchive } from "../archive/write.ts";
import { writeMembers } from "../archive/write-members.ts";
import type { NewArchive } from "../engine/engine.ts";
import { furtherStageIn } from "../stage.ts";
import { folderTarget } from "./folder-target.ts";
import { inOrderOfSnapshots } from "./member-order.ts";
import { removeNote, writeNote } from "./notes.ts";
import { NoRepository } from "./problem.ts";
import { letGoOfNoted } from "./remove-snapshots.ts";
import type { ResticRepository } from "./repository.ts";
import { snapshotFileText } from "./snapshot-file.ts";

/**
 * Takes a snapshot of a folder that the members are copied to, so that nobody writes to them meanwhile,
 * and writes the file that names it.
 */
export async function writeSnapshot(
  content: NewArchive,
  repository: ResticRepository,
): Promise<WrittenArchive> {
  const { directory, name, signal, onProgress } = content;
  const path = await freePath(directory, snapshotFileName(name));
  const note = { file: basename(path), id: randomUUID() };
  const folder = folderName(name);
  using stage = furtherStageIn(directory);
  const target = folderTarget(join(stage.path, folder));
  const members = await inOrderOfSnapshots(content.members);
  const text = await writeMembers(target, note.id, { ...content, members });
  await writeNote(directory, note);
  try {
    const saving = { parent: stage.path, name: folder, id: note.id, signal, onProgress };
    const { snapshot, addedBytes } = await savedIn(repository, directory, saving);
    const manifest = parseManifest(text, manifestName);
    // Of the two the file that names the snapshot is what counts: it comes when its copy is there.
    await replaceDurably(manifestCopyPath(path), sealedManifest(text, plainSeal(snapshot)));
    await replaceDurably(path, snapshotFileText({ id: note.id, snapshot }));
    await removeNote(directory, note);
    return { path, manifest, sizeBytes: addedBytes, problems: manifest.problems };
  } catch (error) {
    for (const left of [path, manifestCopyPath(path)]) await rm(left, { force: true });
    // The note is there still: where this fails, too, the next run sees to it.
    await letGoOfNoted(directory, repository).catch(() => {});
    throw error;
  }
}

/** Makes the repository for the first backup. */
async function savedIn(
  repository: ResticRepository,
  directory: string,
  folder: Parameters<ResticRepository["save"]>[0],
): ReturnType<ResticRepository["save"]> {
  try {
    return await repository.save(folder);
  } catch (error) {
    if (!(error instanceof NoRepository)) throw error;
    // It may be a disk that is not there, or the wrong setting: a new one would hide that.
    if ((await readdir(directory)).some(isSnapshotFileName)) throw error;
    await repository.make();
    return repository.save(folder);
  }
}
