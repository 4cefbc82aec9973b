import { resolve } from "node:path";
import type { ExportReport } from "../archive/export.ts";
import type { FormatName } from "../archive/format.ts";
import type { Change } from "../archive/git/commit-message.ts";
import { type Sync, syncGit } from "../archive/git/sync.ts";
import { storeSource } from "../archive/source.ts";
import type { Settings } from "../settings.ts";
import type { Machine } from "../sources/vscode/folders.ts";
import { openStore } from "../store/open.ts";
import { jsonLog } from "../telemetry/log.ts";
import { exportedLines, exportProgressText } from "./export-text.ts";
import { leakCheck } from "./leaks.ts";
import { printable, type Terminal } from "./terminal.ts";

export interface SyncGitOptions {
  /** Top folder of the repository. */
  repo: string;
  /** Folder of the archive within it. */
  folder: string;
  format: FormatName;
  /** First line of the commit's message. */
  message?: string;
  prune?: boolean;
  push?: boolean;
  /** Prints one JSON object; what people read goes to the other stream. */
  json?: boolean;
}

/**
 * Commits the stored chats as files of a git repository. Returns the exit code: 1 when a chat could
 * not be written, or the commit not be pushed.
 */
export async function syncGitVerb(
  options: SyncGitOptions,
  settings: Settings,
  { environment }: Pick<Machine, "environment">,
  terminal: Terminal,
): Promise<number> {
  const { folder, format, message, prune = false, push = false, json = false } = options;
  const say = json ? terminal.err : terminal.out;
  const repository = resolve(options.repo);
  const startedAt = performance.now();
  const place = folder === "." ? repository : `${folder} of ${repository}`;
  say(`Writing chats as ${format} to ${printable(place)}, to commit them.`);

  const { store } = await openStore(settings, jsonLog(settings.logLevel, process.stderr));
  const onProgress = (soFar: Readonly<ExportReport>) => {
    if (soFar.sessions % 100 === 0) terminal.status(exportProgressText(soFar));
  };
  try {
    if ((await store.counts()).sessions === 0) {
      say("No chats are stored yet; import them first: npm run chats -- import");
      if (json) terminal.out(JSON.stringify({ repository, folder, format, report: null }));
      return 0;
    }
    const source = storeSource(store);
    const subject = message === undefined ? {} : { subject: message };
    const leaks = leakCheck();
    const chosen = { source, repository, folder, format, prune, push };
    const request = { ...chosen, leaks, environment, onProgress };
    const sync = await syncGit({ ...request, ...subject }).finally(() => terminal.status(""));
    const durationMs = Math.round(performance.now() - startedAt);
    exportedLines(sync.report, durationMs, terminal.style).forEach(say);
    committedLines(sync, terminal).forEach(say);
    if (json) {
      terminal.out(JSON.stringify({ repository, folder, format, ...result(sync), durationMs }));
    }
    return sync.report.problems.length > 0 || sync.pushProblem !== undefined ? 1 : 0;
  } finally {
    await store.close();
  }
}

function committedLines(
  { commit, pushedTo, pushProblem, isNewRepository }: Sync,
  terminal: Terminal,
) {
  const made = isNewRepository ? ["Made a new git repository."] : [];
  const what = commit === undefined ? "Nothing to commit." : `Committed as ${commit.hash}.`;
  const pushed = pushedTo === undefined ? [] : [`Pushed to ${printable(pushedTo)}.`];
  const failed =
    pushProblem === undefined ? [] : [terminal.style.yellow(`Not pushed. ${pushProblem}`)];
  return [...made, what, ...pushed, ...failed];
}

/** For programs: what is not there is null. */
function result({ isNewRepository, report, commit, pushedTo, pushProblem }: Sync) {
  return {
    isNewRepository,
    report,
    commit: commit === undefined ? null : { hash: commit.hash, ...changeCounts(commit.changes) },
    pushedTo: pushedTo ?? null,
    pushProblem: pushProblem ?? null,
  };
}

function changeCounts(changes: Change[]): Record<Change["kind"], number> {
  const count = (kind: Change["kind"]) => changes.filter((change) => change.kind === kind).length;
  return { added: count("added"), updated: count("updated"), removed: count("removed") };
}
