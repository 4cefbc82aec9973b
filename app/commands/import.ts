import { type ChosenEmbedder, chooseEmbedder } from "../embedders/choose.ts";
import { lateEmbedder } from "../embedders/late.ts";
import { discoveredFolders, type Listing } from "../import/discovery.ts";
import { type ImportProgress, importChats } from "../import/import.ts";
import type { ImportReport } from "../import/report.ts";
import { redactionKey } from "../sanitize/key.ts";
import { sanitizer } from "../sanitize/sanitizer.ts";
import type { Settings } from "../settings.ts";
import type { Machine } from "../sources/vscode/folders.ts";
import { copiesOf } from "../store/database-file.ts";
import { openStore } from "../store/open.ts";
import { jsonLog } from "../telemetry/log.ts";
import { type ChoiceOptions, chooseChats, fileCount } from "./chat-choice.ts";
import { importProgress } from "./import-progress.ts";
import { copyLines, dryRunLines, introLines, problemLines, reportLines } from "./import-text.ts";
import { interruptionByPerson } from "./interruption.ts";
import { storePlace } from "./store-place.ts";
import type { Terminal } from "./terminal.ts";

export interface ImportOptions extends ChoiceOptions {
  /** Says what would be read; reads and stores nothing. */
  dryRun?: boolean;
  /** Prints one JSON object; what people read goes to the other stream. */
  json?: boolean;
}

/**
 * Stores the chats that are new or have changed. Returns the exit code: 0, also where there is
 * nothing to read; 1 where nothing could be used of what there is; 130 when the person stopped it.
 */
export async function importVerb(
  options: ImportOptions,
  settings: Settings,
  machine: Machine,
  terminal: Terminal,
): Promise<number> {
  const say = (lines: string[]) => lines.forEach(options.json ? terminal.err : terminal.out);
  const { listings, areSamples, note } = await chooseChats(options, settings, machine);
  const folders = discoveredFolders(listings);
  const problems = listings.flatMap((listing) => listing.problems);
  const place = storePlace(settings);
  const embedder = chooseEmbedder(settings.embedder);
  const made = { embedder: embedder.description };
  const summary = { folders, problems, samples: areSamples, ...place, ...made };
  using interruption = interruptionByPerson();
  say(introLines(folders, { place, embedder }, note));

  if (options.dryRun || fileCount(listings) === 0) {
    say(problemLines(problems, terminal.style));
    if (options.dryRun) say(dryRunLines);
    if (options.json) terminal.out(JSON.stringify({ ...summary, report: null }));
    return problems.length > 0 && fileCount(listings) === 0 ? 1 : 0;
  }
  const show = importProgress(terminal.status);
  const report = await importInto(settings, embedder, listings, interruption.signal, show).finally(
    () => terminal.status(""),
  );
  say(reportLines(report, terminal.style));
  if ("databasePath" in place) say(copyLines(report.rescan, copiesOf(place.databasePath)));
  if (options.json) terminal.out(JSON.stringify({ ...summary, report }));
  return report.interrupted ? 130 : exitCodeOf(report);
}

async function importInto(
  settings: Settings,
  embedder: ChosenEmbedder,
  listings: Listing[],
  signal: AbortSignal,
  onProgress: (progress: ImportProgress) => void,
): Promise<ImportReport> {
  const log = jsonLog(settings.logLevel, process.stderr);
  const { store, vectors, ...stored } = await openStore(settings, log);
  try {
    const parts = {
      store,
      vectors,
      stored,
      embedder: lateEmbedder(embedder),
      sanitizer: sanitizer({ key: await redactionKey(settings.dataDirectory) }),
    };
    return await importChats({ ...parts, listings, signal, onProgress });
  } finally {
    await store.close();
  }
}

/** Failure only where files were there and not one of them could be used. */
function exitCodeOf({ filesSeen, filesFailed }: ImportReport): number {
  return filesFailed > 0 && filesFailed === filesSeen ? 1 : 0;
}
