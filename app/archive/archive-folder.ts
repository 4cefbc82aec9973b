import { open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { diskProblem } from "./disk-problem.ts";
import { idPartOf } from "./file-name.ts";
import { unfinishedPrefix } from "./file-text.ts";
import type { ArchiveFormat } from "./format.ts";
import type { Head } from "./head.ts";

/**
 * Paths below `folder` whose names are those of a session's file, by the part of the name that
 * belongs to the id; empty for a folder that is not there. Removes what an interrupted run left
 * unfinished, so only one run at a time may be in the folder. Throws where a year is a link: it
 * might lead out of the folder.
 */
export async function sessionFiles(
  folder: string,
  { extension }: ArchiveFormat,
): Promise<Map<string, string[]>> {
  const byId = new Map<string, string[]>();
  for (const year of await yearFolders(folder)) {
    for (const name of await readdir(join(folder, year))) {
      const path = `${year}/${name}`;
      if (name.startsWith(unfinishedPrefix)) await rm(join(folder, path), { force: true });
      const idPart = idPartOf(path, extension);
      if (idPart !== undefined) byId.set(idPart, [...(byId.get(idPart) ?? []), path]);
    }
  }
  return byId;
}

async function yearFolders(folder: string): Promise<string[]> {
  const years: string[] = [];
  for (const entry of await entriesOf(folder)) {
    if (entry.name.startsWith(unfinishedPrefix)) await rm(join(folder, entry.name));
    if (!/^(\d{4}|undated)$/.test(entry.name)) continue;
    if (!entry.isDirectory()) {
      throw new Error(`${join(folder, entry.name)}: must be a folder, not a link or a file`);
    }
    years.push(entry.name);
  }
  return years.sort();
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw diskProblem(error, folder);
  }
}

/** A head is below 1 kB, but a product may have given a chat a very long title. */
const headBytes = 1024 * 1024;

/** The head of a session's file; undefined when it has none, and so is somebody else's. */
export async function readFileHead(path: string, format: ArchiveFormat): Promise<Head | undefined> {
  const lines: string[] = [];
  try {
    await using file = await open(path);
    for await (const line of file.readLines({ end: headBytes, autoClose: false })) {
      if (lines.length > 0 && line === format.headEnd) return format.head(lines);
      lines.push(line);
    }
  } catch {
    // Neither JSON nor front matter, or no file.
  }
  return undefined;
}
