import { gitHub } from "../ci/github.ts";
import type { Difference } from "./difference.ts";
import { differenceLine, placesText } from "./text.ts";

/** What became of the one issue that tells of a stack's drift. */
export interface IssueChange {
  action: "opened" | "updated" | "closed";
  number: number;
}

/** For people, who look for it. */
export const driftLabel = "drift";

/**
 * Opens, updates or closes the issue, so that there is one as long as the stack drifts. `runUrl` is the
 * page of this run. Answers undefined where there is nothing to say and no issue. Throws an Error
 * with GitHub's words where it refuses.
 */
export async function tellInIssue(
  stack: string,
  differences: Difference[],
  runUrl: string,
): Promise<IssueChange | undefined> {
  const number = await openIssue(stack);
  if (differences.length === 0) {
    if (number === undefined) return undefined;
    await close(number, `Azure is again as the stack \`${stack}\` says, as of ${runUrl}`);
    return { action: "closed", number };
  }
  const title = `Drift: ${stack} differs from Azure in ${placesText(differences)}`;
  const body = issueText(stack, differences, runUrl);
  if (number !== undefined) {
    await gitHub("PATCH", `issues/${number}`, { title, body });
    return { action: "updated", number };
  }
  const issue = { title, body, labels: [driftLabel] };
  return { action: "opened", number: (await gitHub<Issue>("POST", "issues", issue)).number };
}

/** The issue in Markdown; a long list ends early, and the run's log has all of it. */
export function issueText(stack: string, differences: Difference[], runUrl: string): string {
  const shown = differences.slice(0, mostLines).map((one) => cut(differenceLine(one)));
  const left = differences.length - shown.length;
  const rest = left > 0 ? [`… and ${left} more, which the log of the run has`] : [];
  return [
    markerOf(stack),
    `Azure is not as the stack \`${stack}\` says. Found by ${runUrl}:`,
    "",
    "```text",
    ...shown,
    ...rest,
    "```",
    "",
    `Values are told by \`pulumi refresh --preview-only --diff --stack ${stack}\`. Either take the change ` +
      `back with \`pulumi up --refresh --stack ${stack}\`, which makes Azure as the program says, or bring ` +
      "it into the program. This issue is closed by the first run that finds nothing.",
    "",
  ].join("\n");
}

interface Issue {
  number: number;
  body: string | null;
  user: { login: string } | null;
  pull_request?: unknown;
}

/** The longest text stays far below the 65,536 characters that GitHub takes. */
const mostLines = 200;
const longestLine = 280;

function cut(line: string): string {
  return line.length > longestLine ? `${line.slice(0, longestLine - 1)}…` : line;
}

function markerOf(stack: string): string {
  return `<!-- copilot-platform: drift of ${stack} -->`;
}

/** A person may write the marker too: only what GitHub's own bot wrote is ours to change. */
async function openIssue(stack: string): Promise<number | undefined> {
  const issues = await gitHub<Issue[]>("GET", "issues?state=open&per_page=100");
  return issues.find(
    ({ body, user, pull_request }) =>
      pull_request === undefined &&
      user?.login === botLogin &&
      body?.startsWith(`${markerOf(stack)}\n`),
  )?.number;
}

const botLogin = "github-actions[bot]";

async function close(number: number, comment: string) {
  await gitHub("POST", `issues/${number}/comments`, { body: comment });
  await gitHub("PATCH", `issues/${number}`, { state: "closed", state_reason: "completed" });
}
