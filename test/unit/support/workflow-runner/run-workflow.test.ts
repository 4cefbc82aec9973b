import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { runWorkflow } from "../../../support/workflow-runner/run-workflow.ts";
import type { Scenario } from "../../../support/workflow-runner/scenario.ts";
import { parseWorkflow } from "../../../support/workflow-runner/workflow-files.ts";

describe("a job", () => {
  it("hands its outputs on, and its steps variables and folders of PATH", async () => {
    const { jobs } = await run(`
  first:
    ${usual}
    outputs: { word: "\${{ steps.say.outputs.word }}" }
    steps:
      - run: echo "NAME=x" | sed 's/=x/<<E\\nworld\\nE/' >> "$GITHUB_ENV"; echo /opt/tool >> "$GITHUB_PATH"
      - id: say
        run: printf 'word<<E\\nhello %s\\ntwice\\nE\\n' "$NAME" >> "$GITHUB_OUTPUT"; echo "$PATH"
  second:
    ${usual}
    needs: first
    env: { WORD: "\${{ needs.first.outputs.word }}" }
    steps:
      - run: echo "$WORD $NAME"
`);
    expect(jobs.first?.outputs).toEqual({ word: "hello world\ntwice" });
    expect(jobs.first?.steps[1]?.log).toMatch(/^\/opt\/tool:.*\/commands:/);
    expect(jobs.second?.steps[0]?.log).toBe("hello world\ntwice \n");
  });

  it("that fails keeps its later steps and the jobs that need it from running", async () => {
    const { jobs } = await run(`
  first:
    ${usual}
    steps:
      - run: echo one; false; echo two
      - run: echo three
      - if: always()
        run: echo four
  second:
    ${usual}
    needs: first
    steps: [{ run: echo five }]
  third:
    ${usual}
    needs: first
    if: failure()
    steps: [{ run: echo six }]
`);
    expect(jobs.first?.steps.map(({ outcome, log }) => `${outcome} ${log}`)).toEqual([
      "failure one\n",
      "skipped ",
      "success four\n",
    ]);
    const ends = Object.entries(jobs).map(([id, { result }]) => `${id} ${result}`);
    expect(ends).toEqual(["first failure", "second skipped", "third success"]);
  });

  it("runs once for each value of its matrix, with the variables of its environment", async () => {
    const { jobs } = await run(
      `
  each:
    ${usual}
    strategy: { fail-fast: false, matrix: { stack: [dev, prod] } }
    environment: "\${{ matrix.stack }}"
    steps: [{ run: echo "$ID", env: { ID: "\${{ vars.ID }}" } }]
`,
      { environments: { dev: { ID: "d" } }, variables: { ID: "repository" } },
    );
    expect(Object.entries(jobs).map(([id, { steps }]) => `${id}: ${steps[0]?.log}`)).toEqual([
      "each (dev): d\n",
      "each (prod): repository\n",
    ]);
  });

  it("has no files before the checkout, and in a fork's pull request a token that only reads", async () => {
    const jobs = `
  job:
    ${usual.replace("{ contents: read }", "{ contents: write, id-token: write }")}
    steps:
      - run: test ! -d scripts; echo "$TOKEN"
        env: { TOKEN: "\${{ github.token }}" }
`;
    const head = (full_name: string) => ({ pull_request: { head: { repo: { full_name } } } });
    const event = "pull_request";
    const own = await run(jobs, { event, payload: head("acme/copilot") });
    expect(own.jobs.job?.steps[0]?.log).toBe("token(contents:write,id-token:write)\n");
    const fork = await run(jobs, { event, payload: head("mallory/copilot") });
    expect(fork.jobs.job?.steps[0]?.log).toBe("token(contents:read)\n");
  });
});

describe("the runner refuses", () => {
  it.each([
    [
      "an action that it does not know",
      "uses: evil/action@v1",
      "evil/action@v1: is an action that",
    ],
    [
      "an expression that it does not know",
      "if: github.x =~ 'y'\n        run: echo",
      "unsupported from",
    ],
    ["an event that does not set it off", undefined, "Test: is not set off by release"],
  ])("%s", async (_, step, message) => {
    const jobs = `\n  job:\n    ${usual}\n    steps:\n      - ${step ?? "run: echo"}\n`;
    const event = step === undefined ? "release" : "push";
    await expect(run(jobs, { event })).rejects.toThrow(message);
  });

  it.each([
    ["a key of a step", "run: echo\n        continue-on-error: true", "continue-on-error"],
    ["a step that does nothing", "id: x", "has `uses` or `run`"],
    ["a shell", "run: echo\n        shell: pwsh", "bash"],
  ])("%s that it does not know", (_, step, message) => {
    const jobs = `\n  job:\n    ${usual}\n    steps:\n      - ${step}\n`;
    expect(() => parseWorkflow(workflowOf(jobs))).toThrow(message);
  });
});

const usual = `runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions: { contents: read }`;

function workflowOf(jobs: string): string {
  return `name: Test\non: { push: {}, pull_request: {} }\npermissions: {}\njobs:${jobs}`;
}

function run(jobs: string, scenario: Partial<Scenario> = {}) {
  const folder = join(temporaryFolder(), "clone");
  mkdirSync(folder);
  const workflow = parseWorkflow(workflowOf(jobs));
  return runWorkflow({ workflow, event: "push", ...scenario }, { folder, git: () => "" });
}
