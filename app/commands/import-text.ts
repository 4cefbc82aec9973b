import { basename, dirname, join } from "node:path";
import type { ChosenEmbedder } from "../embedders/choose.ts";
import type { DiscoveredFolder } from "../import/discovery.ts";
import type { ImportReport, PartlyReadFile } from "../import/report.ts";
import type { RescanReport } from "../import/rescan.ts";
import { productNames } from "./chat-choice.ts";
import type { StorePlace } from "./store-place.ts";
import { countText, durationText, printable, type Style } from "./terminal.ts";

/** Where chats, and what is made of them, go. */
export interface Destination {
  place: StorePlace;
  embedder: Pick<ChosenEmbedder, "description" | "isLocal">;
}

/** What a person reads before any chat is read. `note` comes first. */
export function introLines(
  folders: DiscoveredFolder[],
  { place, embedder }: Destination,
  note: string | undefined,
): string[] {
  const notes = note === undefined ? [] : [note];
  if (folders.every(({ files }) => files === 0)) {
    return note === undefined ? nothingLines(folders) : notes;
  }
  const width = Math.max(...folders.map(({ path }) => printable(path).length));
  return [
    ...notes,
    "Reading chats from",
    ...folderLines(folders, width),
    placeLine(place, embedder.isLocal),
    embedder.description,
  ];
}

function nothingLines(folders: DiscoveredFolder[]): string[] {
  if (folders.length === 0) return ["No chats found of the products that were asked for."];
  return folders.map(({ path }) => `No chats found in ${printable(path)}.`);
}

function folderLines(folders: DiscoveredFolder[], width: number): string[] {
  return folders.map(({ source, path, files, sessions }) => {
    const count = source === "github" ? countText(files, "export") : countText(sessions, "session");
    return `  ${printable(path).padEnd(width)}   ${count} of ${productNames[source]}`;
  });
}

function placeLine(place: StorePlace, isAll: boolean): string {
  const [where, nowhereElse] =
    "databasePath" in place
      ? [`${printable(place.databasePath)} (readable by you alone)`, "Nothing leaves this machine."]
      : [`PostgreSQL at ${printable(place.databaseServer)}`, "They go nowhere else."];
  return `They are stored in ${where}.${isAll ? ` ${nowhereElse}` : ""}`;
}

export const dryRunLines = ["Dry run: no chat was read and nothing was stored."];

/** What a person reads when it is over. */
export function reportLines(report: Readonly<ImportReport>, style: Style): string[] {
  const failures = report.failures.map(({ path, problem }) => `${shortPath(path)}: ${problem}`);
  const torn = countText(report.tornFiles.length, "session");
  return [
    report.interrupted ? stoppedLine(report) : resultLine(report),
    ...rescanLines(report.rescan),
    ...(report.tornFiles.length > 0
      ? [`The end of ${torn} is still being written; the next import reads it.`]
      : []),
    ...section(`${countText(failures.length, "file")} could not be read:`, failures, style),
    ...section("Passed over in what was read:", report.partlyRead.map(partlyReadText), style),
    ...problemLines(report.problems, style),
  ];
}

/** `copies` of the database were made before migrations, with what was not known as secret then. */
export function copyLines(rescan: RescanReport | null, copies: string[]): string[] {
  if (rescan === null || rescan.redacted === 0) return [];
  return copies.map(
    (path) => `${printable(path)} may still hold these secrets; delete it when it is not needed.`,
  );
}

function rescanLines(rescan: RescanReport | null): string[] {
  if (rescan === null) return [];
  const { scanned, redacted } = rescan;
  const found =
    redacted === 0 ? "found none" : `took some out of ${countText(redacted, "session")}`;
  return [
    `Looked for secrets by the rules of today in ${countText(scanned, "stored session")}: ${found}.`,
  ];
}

/** What concerns no single file. */
export function problemLines(problems: string[], style: Style): string[] {
  return section("Other problems:", problems, style);
}

function stoppedLine(report: Readonly<ImportReport>): string {
  return `Stopped. ${storedText(report)} are stored; the next import goes on from there.`;
}

function resultLine(report: Readonly<ImportReport>): string {
  const { sessionsAdded, sessionsUpdated, filesSeen, filesRead, filesUnchanged } = report;
  const took = durationText(report.durationMs);
  if (sessionsAdded + sessionsUpdated > 0) {
    const kinds = { new: sessionsAdded, updated: sessionsUpdated };
    const shown = Object.entries(kinds).filter(([, count]) => count > 0);
    const details = [
      ...shown.map(([kind, count]) => `${count.toLocaleString("en-US")} ${kind}`),
      ...(filesUnchanged > 0 ? [`${countText(filesUnchanged, "file")} as before`] : []),
    ];
    const redacted =
      report.secretsRedacted === 0
        ? ""
        : ` Secrets taken out of them: ${report.secretsRedacted.toLocaleString("en-US")}.`;
    return `Imported ${storedText(report)} in ${took} (${details.join(", ")}).${redacted}`;
  }
  if (filesRead + filesUnchanged === 0) return `Imported nothing in ${took}.`;
  return `Nothing new: ${countText(filesSeen, "file")} looked at in ${took}.`;
}

function storedText(report: Readonly<ImportReport>): string {
  const sessions = countText(report.sessionsAdded + report.sessionsUpdated, "session");
  return `${sessions}, ${countText(report.messagesAdded + report.messagesUpdated, "message")}`;
}

function partlyReadText({ path, problems: [first = "", ...others] }: PartlyReadFile): string {
  const more = others.length === 0 ? "" : ` (and ${others.length.toLocaleString("en-US")} more)`;
  return `${shortPath(path)}: ${first}${more}`;
}

/** Longer lists would bury what stands above them. */
const listedLimit = 10;

/** None where there is nothing to list. */
function section(title: string, lines: string[], style: Style): string[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, listedLimit).map((line) => `  ${printable(line)}`);
  const left = lines.length - shown.length;
  const rest = left > 0 ? [`  and ${left.toLocaleString("en-US")} more (--json lists all)`] : [];
  return [style.yellow(title), ...shown, ...rest];
}

/** The file and its folder: what is above them stands in the list of folders. */
function shortPath(path: string): string {
  return join("…", basename(dirname(path)), basename(path));
}
