import { basename, dirname, join } from "node:path";
import type { Discovery } from "../import/discovery.ts";
import type { ImportProgress } from "../import/import.ts";
import type { ImportReport } from "../import/report.ts";
import type { ChatChoice } from "./chat-choice.ts";
import type { StorePlace } from "./store-place.ts";
import { countText, durationText, printable, type Style } from "./terminal.ts";

/** What a person reads before any chat is read. */
export function introLines({ note, discovery }: ChatChoice, place: StorePlace): string[] {
  const notes = note === undefined ? [] : [note];
  const folders = discovery.folders.map(({ path, files }) => ({ path: printable(path), files }));
  if (folders.every(({ files }) => files === 0)) {
    return note === undefined ? folders.map(({ path }) => `No chats found in ${path}.`) : notes;
  }
  const width = Math.max(...folders.map(({ path }) => path.length));
  return [
    ...notes,
    "Reading chats from",
    ...folders.map(({ path, files }) => `  ${path.padEnd(width)}   ${countText(files, "session")}`),
    placeLine(place),
  ];
}

function placeLine(place: StorePlace): string {
  return "databasePath" in place
    ? `They are stored in ${printable(place.databasePath)} (readable by you alone). ` +
        "Nothing leaves this machine."
    : `They are stored in PostgreSQL at ${printable(place.databaseServer)}. ` +
        "They go nowhere else.";
}

export function dryRunLines({ problems }: Discovery): string[] {
  return [...listed(problems), "Dry run: no chat was read and nothing was stored."];
}

export function progressText({ stage, report }: ImportProgress, totalFiles: number): string {
  if (stage === "embedding") {
    return `Preparing the search, ${countText(report.messagesEmbedded, "message")}`;
  }
  const files = `${report.filesSeen.toLocaleString("en-US")} of ${countText(totalFiles, "file")}`;
  return `Reading ${files}, ${countText(report.messagesAdded, "message")}`;
}

/** What a person reads when it is over. */
export function reportLines(
  report: Readonly<ImportReport>,
  interrupted: boolean,
  style: Style,
): string[] {
  const failures = report.failures.map(({ path, problem }) => `${shortPath(path)}: ${problem}`);
  const failed = `${countText(failures.length, "file")} could not be read:`;
  const torn = countText(report.tornFiles.length, "session");
  return [
    interrupted ? stoppedLine(report) : resultLine(report),
    ...(report.tornFiles.length > 0
      ? [`The end of ${torn} is still being written; the next import reads it.`]
      : []),
    ...(failures.length > 0 ? [style.yellow(failed), ...listed(failures)] : []),
    ...(report.problems.length > 0
      ? [style.yellow("Passed over in what was read:"), ...listed(report.problems)]
      : []),
  ];
}

function stoppedLine(report: Readonly<ImportReport>): string {
  return `Stopped. ${storedText(report)} are stored; the next import goes on from there.`;
}

function resultLine(report: Readonly<ImportReport>): string {
  const { sessionsAdded, sessionsUpdated, filesRead, filesUnchanged, durationMs } = report;
  const took = durationText(durationMs);
  const unchanged = filesRead + filesUnchanged - sessionsAdded - sessionsUpdated;
  if (sessionsAdded + sessionsUpdated > 0) {
    const kinds = { new: sessionsAdded, updated: sessionsUpdated, unchanged };
    const shown = Object.entries(kinds).filter(([, count]) => count > 0);
    const details = shown.map(([kind, count]) => `${count.toLocaleString("en-US")} ${kind}`);
    return `Imported ${storedText(report)} in ${took} (${details.join(", ")}).`;
  }
  if (unchanged === 0) return `Imported nothing in ${took}.`;
  return `Nothing new: ${countText(unchanged, "session")} looked at in ${took}.`;
}

function storedText(report: Readonly<ImportReport>): string {
  const sessions = countText(report.sessionsAdded + report.sessionsUpdated, "session");
  return `${sessions}, ${countText(report.messagesAdded + report.messagesUpdated, "message")}`;
}

/** Longer lists would bury what stands above them. */
const listedLimit = 10;

function listed(lines: string[]): string[] {
  const shown = lines.slice(0, listedLimit).map((line) => `  ${printable(line)}`);
  const left = lines.length - shown.length;
  return left > 0
    ? [...shown, `  and ${left.toLocaleString("en-US")} more (--json lists all)`]
    : shown;
}

/** The file and its folder: what is above them stands in the list of folders. */
function shortPath(path: string): string {
  return join("…", basename(dirname(path)), basename(path));
}
