import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Checkout } from "../../support/checkout.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { runWorkflow, type WorkflowRun } from "../../support/workflow-runner/run-workflow.ts";
import { repository, type Scenario } from "../../support/workflow-runner/scenario.ts";
import {
  azure,
  commands,
  expectEveryStepRan,
  headSha,
  onPullRequest,
  problems,
  pullRequest,
  pulumi,
  results,
} from "./scenes.ts";

// The plan records two commits.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const fork = "mallory/copilot";
const previewText =
  "Previewing update (dev):\n~ azure-native:web:WebApp: (update)\nResources:\n    ~ 1 to update\n    76 unchanged\n";

let checkout: Checkout;
/** For a branch of the repository, and for a fork's. */
let own: WorkflowRun;
let foreign: WorkflowRun;
const commentRuns: WorkflowRun[] = [];

beforeAll(async () => {
  checkout = new Checkout();
  const file = join(checkout.folder, "stacks", "tiers.ts");
  const tiers = readFileSync(file, "utf8");
  writeFileSync(file, tiers.replace("databaseStorageGb: 64", "databaseStorageGb: 128"));
  checkout.git(
    "-c",
    "user.name=t",
    "-c",
    "user.email=t@example.com",
    "commit",
    "-qam",
    "more room",
  );

  const scenario: Partial<Scenario> = {
    variables: { AZURE_PREVIEW: "on" },
    environments: { "preview-dev": azure },
    answers: [{ command: "pulumi preview", stdout: previewText }],
  };
  own = await runWorkflow(onPullRequest("preview.yml", scenario), checkout);
  const given = { plan: {} };
  const payload = pullRequest(fork);
  foreign = await runWorkflow(
    onPullRequest("preview.yml", { ...scenario, payload, given }),
    checkout,
  );
});
afterAll(() => checkout.remove());

describe("a pull request from the repository", () => {
  it("is tested, planned on all tiers and previewed on the one it goes to", () => {
    expect(problems(own)).toBe("");
    expect(results(own)).toEqual({
      test: "success",
      plan: "success",
      target: "success",
      preview: "success",
    });
    expect(own.jobs.preview?.environment).toBe("preview-dev");
    expect(commands(own)).toEqual(["npm test", pulumi("preview --diff --suppress-outputs", "dev")]);
  });

  it("has the whole plan as the run's summary", () => {
    expect(own.summary).toMatch(/^### dev since HEAD\^1 \([0-9a-f]{7}\)\n\nno resource changes/);
    expect(own.summary).toContain("`storage.storageSizeGB` | `64 → 128`");
  });

  it("leaves plan and preview for the comment, and the full text for people", () => {
    const { pullRequest: number, sections } = contribution(own, "comment-plan");
    expect(number).toBe(12);
    expect(sections.map(({ title }) => title)).toEqual(["dev", "staging", "prod"]);
    expect(sections[2]?.summary).toMatch(/^1 changed, \$/);
    expect(sections[2]?.text).toContain("~ database-server");
    expect(contribution(own, "comment-preview").sections).toEqual([
      { title: "pulumi preview of dev", summary: "~ 1 to update, 76 unchanged", text: previewText },
    ]);
    const text = readFileSync(join(own.artifacts, "comment-plan", "full-text.txt"), "utf8");
    expect(text).toContain("storage.storageSizeGB");
  });

  it("is planned alone where previews are not switched on", async () => {
    const given = { test: {}, plan: {} };
    const run = await runWorkflow(onPullRequest("preview.yml", { given }), checkout);
    expect(results(run)).toMatchObject({ target: "skipped", preview: "skipped" });
  });
});

describe("a fork's pull request", () => {
  it("reaches no environment, no identity and no stack", () => {
    expect(results(foreign)).toMatchObject({
      test: "success",
      target: "skipped",
      preview: "skipped",
    });
    expect(commands(foreign)).toEqual(["npm test"]);
  });

  it("has a token that reads the code, and no variable of an environment", () => {
    expect(foreign.jobs.test?.permissions).toEqual({ contents: "read" });
    expect(foreign.calls.map(({ environment }) => environment)).toEqual([{}]);
  });

  it("is planned without anything that a fork lacks: the job asks for the code alone", () => {
    expect(own.jobs.plan?.permissions).toEqual({ contents: "read" });
    expect(own.jobs.plan?.environment).toBeUndefined();
  });
});

const pullQuestion = `gh api --method GET repos/${repository}/pulls/12`;
const commentsQuestion = `gh api --method GET repos/${repository}/issues/12/comments`;

describe("the comment", () => {
  const pull = `${pullQuestion} --paginate`;
  const comments = `${commentsQuestion}?per_page=100 --paginate`;

  it("is made from what the run left, with a token that may write pull requests", async () => {
    const run = await comment({ artifacts: own.artifacts });
    expect(problems(run)).toBe("");
    expect(commands(run)).toEqual([
      pull,
      comments,
      `gh api --method POST repos/${repository}/issues/12/comments --input -`,
    ]);
    const [, , post] = run.calls;
    expect(post?.environment.GH_TOKEN).toBe(
      "token(actions:read,contents:read,pull-requests:write)",
    );
    const { body } = JSON.parse(post?.input ?? "");
    expect(body).toMatch(/^<!-- copilot-platform: plan -->\n### What this change does\n/);
    expect(body).toContain("<details><summary><b>prod</b> 1 changed, $");
    expect(body).toContain("~ database-server");
    expect(body).toContain("<b>pulumi preview of dev</b> ");
    expect(body).toContain("[The run](https://github.com/acme/copilot/actions/runs/7)");
  });

  it("is updated in place, and what only looks like it is left alone", async () => {
    const body = "<!-- copilot-platform: plan -->\nold";
    const existing = [
      { id: 1, body, user: { login: "mallory" } },
      { id: 2, body: "hello", user: { login: "github-actions[bot]" } },
      { id: 3, body, user: { login: "github-actions[bot]" } },
    ];
    const run = await comment({ artifacts: own.artifacts, existing });
    expect(commands(run).at(-1)).toBe(
      `gh api --method PATCH repos/${repository}/issues/comments/3 --input -`,
    );
  });

  it("is made for a fork as well, whose run has no pull request of its own to name", async () => {
    const run = await comment({ artifacts: own.artifacts, head: fork });
    expect(problems(run)).toBe("");
    expect(commands(run)).toHaveLength(3);
  });

  it("goes to no pull request but the one that the run is from", async () => {
    const run = await comment({ artifacts: own.artifacts, head: fork, runHead: "eve/copilot" });
    expect(problems(run)).toContain(
      "::error::#12: is from mallory/copilot, but the run is from eve/",
    );
    expect(commands(run)).toEqual([pull]);
  });

  it("is left to the newer run once there is a newer commit", async () => {
    const run = await comment({ artifacts: own.artifacts, sha: "1".repeat(40) });
    expect(results(run)).toEqual({ comment: "success" });
    expect(commands(run)).toEqual([pull]);
  });

  it("is not made from a run that left nothing", async () => {
    const run = await comment({ artifacts: temporaryFolder() });
    expect(results(run)).toEqual({ comment: "success" });
    expect(commands(run)).toEqual([]);
  });

  it.each([
    ["is no contribution", { pullRequest: "12; rm -rf /", sections: [] }],
    ["is no contribution", { pullRequest: 12, sections: [], run: "echo" }],
    ["is too long", { pullRequest: 12, sections: [], padding: "x".repeat(4_000_001) }],
  ])("is not made from an artefact that %s", async (problem, forged) => {
    const artifacts = temporaryFolder();
    mkdirSync(join(artifacts, "comment-plan"));
    writeFileSync(join(artifacts, "comment-plan", "contribution.json"), JSON.stringify(forged));
    const run = await comment({ artifacts });
    expect(problems(run)).toContain(problem);
    expect(commands(run)).toEqual([]);
  });

  it("is made by the default branch's code: the artefacts stay outside of it", async () => {
    const run = await comment({ artifacts: own.artifacts });
    const steps = run.jobs.comment?.steps ?? [];
    const checkoutStep = steps.find(({ what }) => what.startsWith("actions/checkout"));
    expect(Object.keys(checkoutStep?.inputs ?? {})).toEqual(["persist-credentials", "version"]);
    expect(existsSync(join(checkout.folder, "comments"))).toBe(false);
    expect(checkout.git("status", "--porcelain")).toBe("");
  });

  it("is for pull requests alone", async () => {
    const run = await comment({ artifacts: own.artifacts, event: "push" });
    expect(results(run)).toEqual({ comment: "skipped" });
  });
});

it("every step was executed by a test", () => {
  expectEveryStepRan("preview.yml", [own, foreign]);
  expectEveryStepRan("comment.yml", commentRuns);
});

interface Posting {
  artifacts: string;
  /** Repository of the pull request. */
  head?: string;
  /** Repository of the run; default that of the pull request. */
  runHead?: string;
  /** Newest commit of the pull request. */
  sha?: string;
  /** Comments that are there. */
  existing?: unknown[];
  event?: string;
}

async function comment(posting: Posting): Promise<WorkflowRun> {
  const { artifacts, head = repository, sha = headSha, existing = [] } = posting;
  const run = await runWorkflow(
    {
      workflow: "comment.yml",
      event: "workflow_run",
      payload: {
        workflow_run: {
          id: 7,
          event: posting.event ?? "pull_request",
          head_sha: headSha,
          head_branch: "feature",
          head_repository: { full_name: posting.runHead ?? head },
          html_url: "https://github.com/acme/copilot/actions/runs/7",
        },
      },
      otherArtifacts: artifacts,
      answers: [
        {
          command: pullQuestion,
          stdout: JSON.stringify({ state: "open", head: { sha, repo: { full_name: head } } }),
        },
        { command: commentsQuestion, stdout: JSON.stringify(existing) },
        { command: "gh api --method", stdout: "{}" },
      ],
    },
    checkout,
  );
  commentRuns.push(run);
  return run;
}

function contribution(run: WorkflowRun, artifact: string) {
  const text = readFileSync(join(run.artifacts, artifact, "contribution.json"), "utf8");
  return JSON.parse(text) as {
    pullRequest: number;
    sections: { title: string; summary: string; text: string }[];
  };
}
