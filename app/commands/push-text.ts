import type { PushReport } from "../push/report.ts";
import type { SessionState } from "../store/session-states.ts";
import type { Visibility } from "../store/store.ts";
import { productNames } from "./chat-choice.ts";
import { megabytes } from "./import-progress.ts";
import { countText, durationText, printable, type Style } from "./terminal.ts";

/** What a person reads before anything is sent. */
export function introLines(push: {
  states: Pick<SessionState, "source">[];
  target: URL;
  /** Null to leave it as it is. */
  visibility: Visibility | null;
  isDryRun: boolean;
}): string[] {
  const { states, target, visibility, isDryRun } = push;
  if (states.length === 0) {
    return ["There are no chats to send; import them first: npm run chats -- import"];
  }
  const bySource = [...Map.groupBy(states, ({ source }) => source)];
  return [
    `Sending to ${target.href} what it does not have of`,
    ...bySource.map(
      ([source, { length }]) => `  ${countText(length, "session")} of ${productNames[source]}`,
    ),
    "Their text and the paths of their files leave this machine, without the secrets that were " +
      `found in them. ${visibilityText[visibility ?? "unsaid"]}`,
    ...(isDryRun ? ["Dry run: nobody was asked and nothing was sent."] : []),
  ];
}

const visibilityText = {
  private: "There nobody but you sees them.",
  team: "There everybody of the team sees them.",
  unsaid: "There nobody but you sees them, unless you have said otherwise before.",
};

export function warningLines(warnings: string[], style: Style): string[] {
  return warnings.map((warning) => style.yellow(printable(warning)));
}

/** What a person reads when it is over. */
export function pushedLines(report: PushReport, style: Style): string[] {
  const { refused, secretsRedacted, stoppedBy, interrupted } = report;
  const refusals = refused.map(
    ({ session, problem }) => `  ${printable(`${session}: ${problem}`)}`,
  );
  const secrets = secretsRedacted.toLocaleString("en-US");
  return [
    `${interrupted ? "Stopped. " : ""}${resultText(report)}`,
    ...(stoppedBy === null ? [] : [style.yellow(printable(`Gave up: ${stoppedBy}`))]),
    ...(isIncomplete(report) ? ["The next push goes on from there."] : []),
    ...(secretsRedacted > 0
      ? [style.yellow(`Secrets that only the server knew and took out: ${secrets}.`)]
      : []),
    ...section(`${countText(refused.length, "session")} did not go:`, refusals, style),
  ];
}

function isIncomplete({ interrupted, stoppedBy }: PushReport): boolean {
  return interrupted || stoppedBy !== null;
}

function resultText(report: PushReport): string {
  const { added, updated, unchanged, known, refused, bytesSent, durationMs } = report;
  const took = durationText(durationMs);
  const sent = added + updated;
  if (sent === 0 && (isIncomplete(report) || refused.length > 0)) return "Nothing was sent.";
  if (sent === 0)
    return `Nothing new: ${countText(known + unchanged, "session")} there already, asked in ${took}.`;
  const kinds = Object.entries({ new: added, updated, "there already": known + unchanged });
  const details = kinds
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${count.toLocaleString("en-US")} ${kind}`);
  return `Sent ${countText(sent, "session")}, ${sizeText(bytesSent)} in ${took} (${details.join(", ")}).`;
}

function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${megabytes(bytes)} MB`;
}

/** Longer lists would bury what stands above them. */
const listedLimit = 10;

function section(title: string, lines: string[], style: Style): string[] {
  if (lines.length === 0) return [];
  const left = lines.length - listedLimit;
  const rest = left > 0 ? [`  and ${left.toLocaleString("en-US")} more (--json lists all)`] : [];
  return [style.yellow(title), ...lines.slice(0, listedLimit), ...rest];
}
