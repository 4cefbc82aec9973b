import { delimiter } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Difference } from "../../../../scripts/drift/difference.ts";
import { issueText, tellInIssue } from "../../../../scripts/drift/issue.ts";
import { bot, gitHubIssues, jobToken, type StandInIssue } from "../../../support/drift/issues.ts";

afterEach(() => vi.unstubAllEnvs());

const run = "https://github.com/acme/copilot/actions/runs/7";
const type = "azure-native:resources:ResourceGroup";
const owner: Difference = { resource: "group", type, property: "tags.owner", kind: "changed" };
const gone: Difference = { resource: "vault", type, property: undefined, kind: "gone" };

describe("the issue of a stack's drift", () => {
  it("is opened once, updated while there is drift, closed with a comment, and opened anew", async () => {
    const issues = open();
    expect(await tellInIssue("prod", [], run)).toBeUndefined();
    expect(await tellInIssue("prod", [owner], run)).toEqual({ action: "opened", number: 1 });
    expect(await tellInIssue("prod", [owner, gone], run)).toEqual({ action: "updated", number: 1 });
    expect(issues.all()).toEqual([
      {
        number: 1,
        state: "open",
        user: { login: bot },
        comments: [],
        labels: ["drift"],
        title: "Drift: prod differs from Azure in 2 places",
        body: issueText("prod", [owner, gone], run),
      },
    ]);
    expect(await tellInIssue("prod", [], run)).toEqual({ action: "closed", number: 1 });
    expect(issues.all()[0]).toMatchObject({
      state: "closed",
      comments: [`Azure is again as the stack \`prod\` says, as of ${run}`],
    });
    expect(await tellInIssue("prod", [owner], run)).toEqual({ action: "opened", number: 2 });
  });

  it("is that of this stack, by the bot, and no pull request", async () => {
    const issues = open();
    const body = issueText("prod", [owner], run);
    const issue: StandInIssue = {
      ...{ number: 1, state: "open", title: "t", labels: [], comments: [] },
      ...{ user: { login: bot }, body },
    };
    issues.put([
      { ...issue, user: { login: "mallory" } },
      { ...issue, number: 2, body: issueText("dev", [owner], run) },
      { ...issue, number: 3, body: `Quoted:\n${body}` },
      { ...issue, number: 4, pull_request: {} },
    ]);
    expect(await tellInIssue("prod", [owner], run)).toEqual({ action: "opened", number: 5 });
  });

  it("fails with GitHub's words where the token is refused", async () => {
    open();
    vi.stubEnv("GH_TOKEN", "old");
    await expect(tellInIssue("prod", [owner], run)).rejects.toThrow(/Bad credentials \(HTTP 401\)/);
  });

  it("says what differs, where it was found, and what to do", () => {
    expect(issueText("prod", [owner, gone], run)).toBe(
      `<!-- copilot-platform: drift of prod -->
Azure is not as the stack \`prod\` says. Found by ${run}:

\`\`\`text
group.tags.owner was changed (${type})
vault is gone (${type})
\`\`\`

Values are told by \`pulumi refresh --preview-only --diff --stack prod\`. Either take the change back with \`pulumi up --refresh --stack prod\`, which makes Azure as the program says, or bring it into the program. This issue is closed by the first run that finds nothing.
`,
    );
  });

  it("cannot be worded by a tag, and fits into what GitHub takes", () => {
    const nasty = { ...owner, property: "tags.a\n```\n@everyone <img src=x>" };
    expect(issueText("prod", [nasty], run)).toContain(
      "\ngroup.tags.a?????@everyone <img src=x> was changed",
    );
    const many = Array.from({ length: 5000 }, () => ({ ...owner, property: "p".repeat(1000) }));
    const text = issueText("prod", many, run);
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain("\n… and 4800 more, which the log of the run has\n```\n");
  });
});

function open() {
  const issues = gitHubIssues();
  vi.stubEnv("PATH", `${issues.programs}${delimiter}${process.env.PATH}`);
  vi.stubEnv("GITHUB_REPOSITORY", "acme/copilot");
  vi.stubEnv("GH_TOKEN", jobToken);
  return issues;
}
