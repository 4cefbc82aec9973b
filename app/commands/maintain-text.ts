import type { Expired } from "./maintain-retention.ts";
import { countText, dateText, printable } from "./terminal.ts";

/** Longer lists would bury what stands around them. */
const listedLimit = 50;

export interface Checked {
  /** What is wrong, a sentence each; none when all is well. */
  problems: string[];
  /** Not looked through for secrets by the rules of today, or not wholly. */
  sessionsUnderOtherRules: number;
}

export function checkLines({ problems, sessionsUnderOtherRules: outdated }: Checked): string[] {
  if (problems.length === 0) return ["The database is sound.", ...outdatedLines(outdated)];
  return [
    `The database is not sound, ${countText(problems.length, "problem")}:`,
    ...listed(problems),
    "Restore a backup, or move the database away and import again.",
  ];
}

function outdatedLines(sessions: number): string[] {
  if (sessions === 0) return [];
  const count = countText(sessions, "session");
  return [`The rules of today for secrets were not applied to ${count}; \`import\` does it.`];
}

export function expiredLines({ before, workspace, sessions }: Expired): string[] {
  const place =
    workspace === null ? "" : ` of ${printable(workspace.repository ?? workspace.name)}`;
  const since = `that nobody went on with since ${dateText(before)}`;
  if (sessions.length === 0) return [`There is no session${place} ${since}.`];
  return [
    `${countText(sessions.length, "session")}${place} ${since}:`,
    ...listed(
      sessions.map(({ updatedAt, workspace: folder = "no folder", title, messageCount }) =>
        [dateText(updatedAt), folder, title, countText(messageCount, "message")].join(" · "),
      ),
    ),
  ];
}

/** `copies` are those of the database file from before migrations. */
export function removedLines(count: number, copies: string[]): string[] {
  return [
    `Removed ${countText(count, "session")}. An import brings one back only if somebody goes on with it.`,
    ...copies.map(
      (path) => `${printable(path)} may still hold them; delete it when it is not needed.`,
    ),
  ];
}

export function vacuumLine(bytesBefore: number, bytesAfter: number): string {
  return `The database takes ${sizeText(bytesAfter)} now, ${sizeText(bytesBefore)} before.`;
}

/** In millions of bytes, as disks are sold. */
function sizeText(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function listed(lines: string[]): string[] {
  const shown = lines.slice(0, listedLimit).map((line) => `  ${printable(line)}`);
  const left = lines.length - shown.length;
  return left > 0
    ? [...shown, `  and ${left.toLocaleString("en-US")} more (--json lists all)`]
    : shown;
}
