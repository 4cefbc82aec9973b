import { existsSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { replaceDurably } from "../archive/durable-file.ts";

const prefix = ".opc_restic_";

/** That the repository may have a snapshot which no file of the folder names. */
export interface SnapshotNote {
  /** The file that would name it. */
  file: string;
  /** Of the backup. */
  id: string;
}

/**
 * Notes that a snapshot is being made, or is about to be let go. Only what was noted is ever forgotten:
 * where the files of a folder are lost, the repository keeps what they named.
 */
export function writeNote(directory: string, { file, id }: SnapshotNote): Promise<void> {
  return replaceDurably(join(directory, `${prefix}${file}`), id);
}

export function removeNote(directory: string, { file }: SnapshotNote): Promise<void> {
  return rm(join(directory, `${prefix}${file}`), { force: true });
}

/** What runs have left: notes whose file is not there, and all others, such as those without an id. */
export async function notesIn(
  directory: string,
): Promise<{ unnamed: SnapshotNote[]; done: SnapshotNote[] }> {
  const names = existsSync(directory) ? await readdir(directory) : [];
  const notes = await Promise.all(
    names
      .filter((name) => name.startsWith(prefix))
      .map(async (name) => ({
        file: name.slice(prefix.length),
        id: await readFile(join(directory, name), "utf8"),
      })),
  );
  const { unnamed = [], done = [] } = Object.groupBy(notes, ({ file, id }) =>
    names.includes(file) || !uuid.safeParse(id).success ? "done" : "unnamed",
  );
  return { unnamed, done };
}

/** Nothing else may come to be what snapshots are forgotten by. */
const uuid = z.uuid();
