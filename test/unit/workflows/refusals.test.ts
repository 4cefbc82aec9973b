import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { workflowViolations } from "../../support/workflow-rules.ts";
import { expression } from "./scenes.ts";

const preview = readFileSync(".github/workflows/preview.yml", "utf8");
const comment = readFileSync(".github/workflows/comment.yml", "utf8");
const deploy = readFileSync(".github/workflows/deploy.yml", "utf8");

const isOwn = "github.event.pull_request.head.repo.full_name == github.repository";
const hash = "3d3c42e5aac5ba805825da76410c181273ba90b1";

describe("a fork's pull request cannot", () => {
  it.each([
    ["read a secret", withVariable("secrets.KEY"), "secrets: are not used"],
    ["read all of them", withVariable("toJSON(secrets)"), "secrets: are not used"],
    [
      "run with the rights of the repository",
      replaced(preview, "pull_request:", "pull_request_target:"),
      "gives a fork's code our rights",
    ],
    [
      "log in to an environment",
      replaced(preview, "run: npm test", "run: npm test\n    environment: dev"),
      "test: reaches further",
    ],
    [
      "write",
      replaced(preview, "contents: read\n    steps", "contents: write\n    steps"),
      "test: reaches further",
    ],
    [
      "pass a condition that has a way around",
      replaced(preview, `if: ${isOwn}\n    needs`, `if: true || ${isOwn}\n    needs`),
      "preview: reaches further",
    ],
    ["word a variable", withVariable("github.event.pull_request.title"), "which anybody may word"],
    ["word a command", withCommand(expression("github.head_ref")), "is more than one call"],
    [
      "have its code run by the workflow that may write",
      replaced(
        comment,
        "persist-credentials: false",
        `persist-credentials: false\n          ref: ${expression("github.event.workflow_run.head_sha")}`,
      ),
      "use the default branch",
    ],
    [
      "put files among those of that workflow",
      replaced(comment, `${expression("runner.temp")}/comments`, "scripts"),
      "unpacks artefacts into the checkout",
    ],
  ])("%s", (_, source, sentence) => {
    expect(workflowViolations(source).join("\n")).toContain(sentence);
  });
});

describe("the rules refuse", () => {
  it.each([
    ["an action by its tag", replaced(deploy, `@${hash} # v7.0.1`, "@v7"), "is not pinned"],
    ["a hash that says no version", replaced(deploy, " # v7.0.1", ""), "is not pinned"],
    [
      "rights for every job",
      replaced(deploy, "permissions: {}", "permissions:\n  contents: write"),
      "of the workflow are {}",
    ],
    ["a shell that decides", withCommand("&& echo done"), "is more than one call"],
    ["a shell that pipes", withCommand("| tee log"), "is more than one call"],
    ["a shell that asks a shell", withCommand('"$(id)"'), "is more than one call"],
    [
      "a token that stays in the checkout",
      replaced(deploy, "persist-credentials: false", "fetch-depth: 1"),
      "leaves its token behind",
    ],
    [
      "deployments side by side",
      deploy.replace(/^concurrency:\n.*\n.*\n/m, ""),
      "concurrency: is not limited",
    ],
    [
      "a job that takes half a day",
      replaced(deploy, "timeout-minutes: 120", "timeout-minutes: 600"),
      "may take more than two hours",
    ],
  ])("%s", (_, source, sentence) => {
    expect(workflowViolations(source).join("\n")).toContain(sentence);
  });

  it.each([
    ["a job without a time limit", "    timeout-minutes: 30\n", "timeout-minutes"],
    ["a job without its rights", "    permissions:\n      contents: read\n", "permissions"],
  ])("%s", (_, text, key) => {
    expect(() => workflowViolations(replaced(preview, text, ""))).toThrow(key);
  });
});

function withVariable(value: string): string {
  const step = `run: npm test\n        env:\n          VALUE: ${expression(value)}`;
  return replaced(preview, "run: npm test", step);
}

function withCommand(end: string): string {
  return replaced(preview, "run: npm test", `run: npm test ${end}`);
}

function replaced(source: string, from: string, to: string): string {
  expect(source).toContain(from);
  return source.replace(from, () => to);
}
