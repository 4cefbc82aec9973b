import type { ExportReport } from "../archive/export.ts";
import { countText, durationText, printable, type Style } from "./terminal.ts";

export function exportProgressText({ sessions, messages }: Readonly<ExportReport>): string {
  return `Writing ${countText(sessions, "session")}, ${countText(messages, "message")}`;
}

/** What a person reads when an export is over. */
export function exportedLines(
  report: Readonly<ExportReport>,
  durationMs: number,
  style: Style,
): string[] {
  const kinds = {
    new: report.filesAdded,
    updated: report.filesUpdated,
    unchanged: report.filesUnchanged,
    removed: report.filesRemoved,
  };
  const details = Object.entries(kinds)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${count.toLocaleString("en-US")} ${kind}`);
  const amount = `${countText(report.sessions, "session")}, ${countText(report.messages, "message")}`;
  const files = details.length > 0 ? ` (files: ${details.join(", ")})` : "";
  return [
    report.sessions > 0
      ? `Exported ${amount} in ${durationText(durationMs)}${files}.`
      : "No chats are stored yet; import them first: npm run chats -- import",
    ...keptLines(report.filesKept),
    ...problemLines(report.problems, style),
  ];
}

function keptLines(filesKept: number): string[] {
  if (filesKept === 0) return [];
  const files = countText(filesKept, "file");
  return [`Kept ${files} of sessions that are not stored here any more; --prune removes such.`];
}

function problemLines(problems: ExportReport["problems"], style: Style): string[] {
  if (problems.length === 0) return [];
  return [
    style.yellow(`${countText(problems.length, "session")} could not be written:`),
    ...problems.map(({ session, problem }) => `  ${printable(`${session}: ${problem}`)}`),
  ];
}
