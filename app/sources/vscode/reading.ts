import { parse } from "node:path";
import { kindAt } from "../disk.ts";
import type { Reading, SourceFile, Workspace } from "../model.ts";
import { problemList, type Report } from "../problems.ts";
import { storable } from "../storable.ts";
import { type RepositoryFinder, workspaceOf } from "../workspace.ts";
import { sessionFrom } from "./session.ts";
import { readSessionFile } from "./session-file.ts";
import { workspaceUri } from "./workspace.ts";

/**
 * VS Code leaves the older .json behind when it moves a session to .jsonl, and falls back to it.
 * Where only a part of the .jsonl could be read, that is the later of two readings.
 */
export async function readOrFallBack(
  file: SourceFile,
  repositoryOf: RepositoryFinder,
): Promise<Reading[]> {
  const older = file.path.replace(/\.jsonl$/, ".json");
  const hasOlder = older !== file.path && kindAt(older) === "file";
  try {
    const { isPartial, ...reading } = await readSession(file, repositoryOf);
    if (!isPartial || !hasOlder) return [reading];
    const whole = await readSession({ ...file, path: older }, repositoryOf).catch(() => undefined);
    return whole === undefined ? [reading] : [withoutMark(whole), reading];
  } catch (error) {
    if (!hasOlder) throw error;
    const reading = await readSession({ ...file, path: older }, repositoryOf).catch(() =>
      Promise.reject(error),
    );
    const reason = error instanceof Error ? error.message : String(error);
    const problem = `${parse(file.path).base}: ${reason}; read ${parse(older).base} instead`;
    return [{ ...withoutMark(reading), problems: [problem, ...reading.problems] }];
  }
}

/** Reads one file. `isPartial` is true where only a part could be saved of a broken one. */
export async function readSession(
  { path, modifiedAtMs }: SourceFile,
  repositoryOf: RepositoryFinder,
): Promise<Reading & { isPartial: boolean }> {
  const { report, sentences } = problemList();
  const { state, problems, torn, isPartial } = await readSessionFile(path);
  const workspace = await workspaceAt(path, repositoryOf, report);
  const session = sessionFrom(
    storable(state),
    { fallbackId: parse(path).name, fallbackTime: modifiedAtMs, workspace },
    report,
  );
  return { session, problems: [...problems, ...sentences()], torn, isPartial };
}

/** The workspace of the file at `path`; undefined where its place names none. */
export async function workspaceAt(
  path: string,
  repositoryOf: RepositoryFinder,
  report: Report,
): Promise<Workspace | undefined> {
  const uri = workspaceUri(path, report);
  return uri === undefined ? undefined : workspaceOf(uri, await repositoryOf(uri));
}

function withoutMark({ session, problems, torn }: Reading): Reading {
  return { session, problems, torn };
}
