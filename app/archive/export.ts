import { rm } from "node:fs/promises";
import { join } from "node:path";
import { readFileHead, sessionFiles } from "./archive-folder.ts";
import { idPart } from "./file-name.ts";
import { hasText, replaceFile } from "./file-text.ts";
import { type FormatName, formats } from "./format.ts";
import { type Head, headOf } from "./head.ts";
import { checkManifest, manifestName, manifestText } from "./manifest.ts";
import { type LeakCheck, putSession } from "./session-file.ts";
import type { ArchiveSource } from "./source.ts";

export interface ExportRequest {
  source: ArchiveSource;
  folder: string;
  format: FormatName;
  /** Removes the files of sessions that `source` does not have. They stay by default. */
  prune?: boolean;
  /** Keeps a session with a finding out of the archive. Default: finds nothing. */
  leaks?: LeakCheck;
  /** Told after every session. */
  onProgress?: (report: Readonly<ExportReport>) => void;
}

export interface ExportReport {
  /** Of `source`, whether they could be written or not. */
  sessions: number;
  messages: number;
  filesAdded: number;
  /** Other content than before, or another name after another title. */
  filesUpdated: number;
  filesUnchanged: number;
  /** Of sessions that `source` does not have, removed on demand. */
  filesRemoved: number;
  /** Of sessions that `source` does not have, left where they are. */
  filesKept: number;
  /** Sessions that were not written; an earlier file of theirs stays as it is. */
  problems: { session: string; problem: string }[];
}

export interface Export {
  report: ExportReport;
  /** The whole archive, by path below the folder; `/` between its parts. */
  heads: Map<string, Head>;
  /** Paths of the files that are exactly as this run writes them, the manifest among them. */
  written: string[];
  /** Paths of the files that this run removed. */
  removed: string[];
}

/**
 * Makes `folder` an archive of the sessions of `source`: a file for each, rewritten only when its
 * content changes, and a manifest. One session is in memory at a time. Only files that have the
 * head of a session are ever replaced or removed. Throws when the folder cannot be written, with
 * every file whole. The caller sees to it that no other export runs in the folder.
 */
export async function exportSessions(request: ExportRequest): Promise<Export> {
  const { source, folder, format, leaks = () => [], onProgress = () => {} } = request;
  await checkManifest(folder, format);
  const filesById = await sessionFiles(folder, formats[format]);
  const result: Export = { report: emptyReport(), heads: new Map(), written: [], removed: [] };

  for await (const id of source.ids()) {
    const session = await source.session(id);
    if (session === undefined) continue;
    const present = filesById.get(idPart(id)) ?? [];
    const put = await putSession(folder, session, present, formats[format], leaks);
    result.report.sessions += 1;
    result.report.messages += session.messages.length;
    if (put.outcome === "refused") {
      result.report.problems.push({ session: id, problem: put.problem });
    } else {
      result.report[countOf[put.outcome]] += 1;
      result.heads.set(put.path, headOf(session));
      result.written.push(put.path);
      result.removed.push(...put.removed);
    }
    onProgress(result.report);
  }

  await treatOthers([...filesById.values()].flat(), request, result);
  await putManifest(request, result);
  return result;
}

function emptyReport(): ExportReport {
  return {
    sessions: 0,
    messages: 0,
    filesAdded: 0,
    filesUpdated: 0,
    filesUnchanged: 0,
    filesRemoved: 0,
    filesKept: 0,
    problems: [],
  };
}

const countOf = {
  added: "filesAdded",
  updated: "filesUpdated",
  unchanged: "filesUnchanged",
} as const;

/** Keeps or prunes the files that were there before, and whose session was not written now. */
async function treatOthers(
  files: string[],
  { source, folder, format, prune }: ExportRequest,
  { report, heads, removed }: Export,
): Promise<void> {
  if (prune && report.sessions === 0) {
    throw new Error("--prune: no chats are stored, so that every file would go; leave it out");
  }
  const treated = new Set([...heads.keys(), ...removed]);
  const refused = new Set(report.problems.map(({ session }) => session));
  for (const path of files.filter((file) => !treated.has(file))) {
    const head = await readFileHead(join(folder, path), formats[format]);
    if (head === undefined) continue;
    if (prune && (await source.session(head.id)) === undefined) {
      await rm(join(folder, path));
      removed.push(path);
      report.filesRemoved += 1;
    } else {
      heads.set(path, head);
      if (!refused.has(head.id)) report.filesKept += 1;
    }
  }
}

async function putManifest(
  { folder, format }: ExportRequest,
  { heads, written }: Export,
): Promise<void> {
  const path = join(folder, manifestName);
  const text = [manifestText(format, heads.values())];
  if (!(await hasText(path, text))) await replaceFile(path, text);
  written.push(manifestName);
}
