import { resolve } from "node:path";
import { type ExportReport, exportSessions } from "../archive/export.ts";
import { withFolderLock } from "../archive/folder-lock.ts";
import type { FormatName } from "../archive/format.ts";
import { storeSource } from "../archive/source.ts";
import type { Settings } from "../settings.ts";
import { openStore } from "../store/open.ts";
import { jsonLog } from "../telemetry/log.ts";
import { exportedLines, exportProgressText } from "./export-text.ts";
import { leakCheck } from "./leaks.ts";
import { printable, type Terminal } from "./terminal.ts";

export interface ExportOptions {
  format: FormatName;
  /** Folder of the archive, made when missing. */
  to: string;
  /** Removes the files of chats that are not stored any more. */
  prune?: boolean;
  /** Prints one JSON object; what people read goes to the other stream. */
  json?: boolean;
}

/** Writes a file for each stored chat. Returns the exit code: 1 when one could not be written. */
export async function exportVerb(
  { format, to, prune = false, json = false }: ExportOptions,
  settings: Settings,
  terminal: Terminal,
): Promise<number> {
  const say = json ? terminal.err : terminal.out;
  const folder = resolve(to);
  const startedAt = performance.now();
  say(`Writing chats as ${format} to ${printable(folder)} (readable by you alone).`);

  const { store } = await openStore(settings, jsonLog(settings.logLevel, process.stderr));
  const onProgress = (soFar: Readonly<ExportReport>) => {
    if (soFar.sessions % 100 === 0) terminal.status(exportProgressText(soFar));
  };
  const source = storeSource(store);
  try {
    const { report } = await withFolderLock(folder, () =>
      exportSessions({ source, folder, format, prune, leaks: leakCheck(), onProgress }),
    ).finally(() => terminal.status(""));
    const durationMs = Math.round(performance.now() - startedAt);
    exportedLines(report, durationMs, terminal.style).forEach(say);
    if (json) terminal.out(JSON.stringify({ folder, format, report, durationMs }));
    return report.problems.length > 0 ? 1 : 0;
  } finally {
    await store.close();
  }
}
