import { setImmediate } from "node:timers/promises";
import { type ImportProgress, importChats } from "../import/import.ts";
import { emptyReport, type ImportReport } from "../import/report.ts";
import type { Settings } from "../settings.ts";
import type { ChatSource } from "../sources/model.ts";
import type { Machine } from "../sources/vscode/folders.ts";
import { openStore } from "../store/open.ts";
import { jsonLog } from "../telemetry/log.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import { type ChoiceOptions, chooseChats, fileCount } from "./chat-choice.ts";
import { dryRunLines, introLines, progressText, reportLines } from "./import-text.ts";
import { storePlace } from "./store-place.ts";
import type { Terminal } from "./terminal.ts";

export interface ImportOptions extends ChoiceOptions {
  /** Says what would be read; reads and stores nothing. */
  dryRun?: boolean;
  /** Prints one JSON object; what people read goes to the other stream. */
  json?: boolean;
}

/** Stores the chats that are new or have changed. Returns the exit code. */
export async function importVerb(
  options: ImportOptions,
  settings: Settings,
  machine: Machine,
  terminal: Terminal,
): Promise<number> {
  const say = (lines: string[]) => lines.forEach(options.json ? terminal.err : terminal.out);
  const choice = await chooseChats(options, settings, machine);
  const place = storePlace(settings);
  const summary = { ...choice.discovery, samples: choice.areSamples, ...place };
  using interruption = interruptionByPerson();
  say(introLines(choice, place));

  if (options.dryRun || fileCount(choice) === 0) {
    if (options.dryRun) say(dryRunLines(choice.discovery));
    if (options.json) terminal.out(JSON.stringify({ ...summary, report: null }));
    return 0;
  }
  const { report, interrupted } = await importUntil(
    interruption.signal,
    settings,
    choice.source,
    (progress) => terminal.status(progressText(progress, fileCount(choice))),
  ).finally(() => terminal.status(""));
  say(reportLines(report, interrupted, terminal.style));
  if (options.json) terminal.out(JSON.stringify({ ...summary, report, interrupted }));
  return interrupted ? 130 : exitCodeOf(report);
}

/** Aborts its signal at Ctrl-C. A second one ends the process at once. */
function interruptionByPerson() {
  const controller = new AbortController();
  const abort = () => controller.abort();
  process.once("SIGINT", abort);
  return { signal: controller.signal, [Symbol.dispose]: () => process.off("SIGINT", abort) };
}

/** A first sign of life is due after this; most imports are over by then. */
const patienceMs = 1000;
const progressEveryMs = 100;

/** Imports until all is done or `signal` is aborted; the file at hand is stored as a whole. */
async function importUntil(
  signal: AbortSignal,
  settings: Settings,
  source: ChatSource,
  show: (progress: ImportProgress) => void,
): Promise<{ report: Readonly<ImportReport>; interrupted: boolean }> {
  const log = jsonLog(settings.logLevel, process.stderr);
  const { store, vectors } = await openStore(settings, log);
  let showNextAt = performance.now() + patienceMs;
  let soFar: Readonly<ImportReport> = emptyReport();
  try {
    const report = await importChats({
      sources: [source],
      store,
      vectors,
      embedder: { ...hashedNgrams, embed: embedBetweenSignals },
      onProgress: (progress) => {
        soFar = progress.report;
        signal.throwIfAborted();
        if (performance.now() < showNextAt) return;
        showNextAt = performance.now() + progressEveryMs;
        show(progress);
      },
    });
    return { report, interrupted: false };
  } catch (error) {
    if (error !== signal.reason) throw error;
    return { report: soFar, interrupted: true };
  } finally {
    await store.close();
  }
}

/** Neither these vectors nor SQLite ever wait, so that without a pause no signal would come in. */
async function embedBetweenSignals(texts: string[]): Promise<Float32Array[]> {
  await setImmediate();
  return hashedNgrams.embed(texts);
}

/** Failure only where files were there and not one of them could be used. */
function exitCodeOf({ filesSeen, filesFailed }: ImportReport): number {
  return filesFailed > 0 && filesFailed === filesSeen ? 1 : 0;
}
