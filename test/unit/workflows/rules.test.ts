import { existsSync, globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import {
  azureVariables,
  previewEnvironment,
  pullRequestsEnvironment,
} from "../../../scripts/ci/azure-variables.ts";
import { images } from "../../../versions.ts";
import { actionViolations, workflowViolations } from "../../support/workflow-rules.ts";
import { ownActions, workflows } from "../../support/workflow-runner/workflow-files.ts";
import { expression } from "./scenes.ts";

const workflowFiles = globSync(".github/workflows/*").toSorted();
const actionFiles = globSync(".github/actions/*/action.yml").toSorted();
const read = (file: string) => readFileSync(file, "utf8");

describe("the workflows", () => {
  it("are those that the documentation tells of", () => {
    expect(workflowFiles.map((file) => basename(file))).toEqual([
      "backup.yml",
      "comment.yml",
      "contract.yml",
      "deploy.yml",
      "drift.yml",
      "pr-environment.yml",
      "preview.yml",
      "release.yml",
    ]);
    const page = read("docs/workflows.md");
    expect(workflowFiles.filter((file) => !page.includes(`\`${basename(file)}\``))).toEqual([]);
  });

  it("take the environments and variables that the documentation tells of, and no others", () => {
    const page = read("docs/workflows.md");
    const all = [...workflowFiles, ...actionFiles].map(read).join("\n");
    const used = new Set([...all.matchAll(/\bvars\.(\w+)/g)].map(([, name = ""]) => name));
    const told = azureVariables(pullRequestsEnvironment).map(({ name }) => name);
    expect([...used].toSorted()).toEqual([...told, "AZURE_PREVIEW"].toSorted());
    const environments = ["dev", "staging", "prod"].flatMap((stack) => [
      stack,
      previewEnvironment(stack),
    ]);
    const names = [...used, ...environments, pullRequestsEnvironment];
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it.each(workflowFiles)("%s keeps the rules", (file) => {
    expect(workflowViolations(read(file))).toEqual([]);
  });

  it.each(actionFiles)("%s keeps the rules", (file) => {
    expect(actionViolations(read(file))).toEqual([]);
  });

  it("pin each action to one version", () => {
    const uses = [...workflowFiles, ...actionFiles].flatMap((file) =>
      [...read(file).matchAll(/uses: ([\w./-]+)@(.*)$/gm)].map(([, name, pin]) => [name, pin]),
    );
    const pins = Map.groupBy(uses, ([name]) => name);
    const several = [...pins].filter(([, all]) => new Set(all.map(([, pin]) => pin)).size > 1);
    expect(pins.size).toBe(9);
    expect(several).toEqual([]);
  });

  it("give these rights and no others beside reading the code", () => {
    const rights = Object.entries(workflows()).flatMap(([file, { jobs }]) =>
      Object.entries(jobs).flatMap(([id, { permissions }]) => {
        const more = Object.entries(permissions).filter(
          ([what, level]) => `${what}:${level}` !== "contents:read",
        );
        const text = more.map(([what, level]) => `${what}:${level}`).join(" ");
        return text === "" ? [] : [`${file} ${id} ${text}`];
      }),
    );
    expect(rights).toEqual([
      "comment.yml comment actions:read pull-requests:write",
      "deploy.yml image attestations:write id-token:write packages:write",
      "deploy.yml deploy id-token:write",
      "drift.yml drift id-token:write issues:write",
      "pr-environment.yml up id-token:write",
      "pr-environment.yml down id-token:write",
      "pr-environment.yml expire id-token:write pull-requests:read",
      "preview.yml preview id-token:write",
      "release.yml build attestations:write id-token:write packages:write",
      "release.yml release contents:write",
    ]);
  });

  it("never cancel what changes a stack, and cancel what a newer commit makes useless", () => {
    const { "deploy.yml": deploy, "preview.yml": preview, "pr-environment.yml": own } = workflows();
    expect(deploy?.concurrency).toEqual({
      group: `deploy-${expression("github.ref_name")}`,
      "cancel-in-progress": false,
    });
    expect(preview?.concurrency?.["cancel-in-progress"]).toBe(true);
    const group = `stack-pr-${expression("github.event.pull_request.number")}`;
    const one = { group, "cancel-in-progress": false };
    expect([own?.jobs.up?.concurrency, own?.jobs.down?.concurrency]).toEqual([one, one]);
  });

  it("call scripts that are there", () => {
    const missing = calls().flatMap(({ file }) => (file && !existsSync(file) ? [file] : []));
    expect([...new Set(missing)]).toEqual([]);
  });

  it("call npm scripts that are there", () => {
    const { scripts } = JSON.parse(read("package.json"));
    const named = calls().flatMap(({ script }) => script ?? []);
    expect(named).toContain("test");
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  it("comment on the workflow that leaves something to post", () => {
    const { "comment.yml": comment, "preview.yml": preview } = workflows();
    expect(comment?.on.workflow_run).toMatchObject({ workflows: [preview?.name] });
  });
});

describe("the contract workflow", () => {
  const services = workflows()["contract.yml"]?.jobs.services;

  it("runs the services in the versions that are deployed", () => {
    const named = Object.entries(services?.services ?? {}).map(([name, { image }]) => [
      name,
      image,
    ]);
    const { postgres, qdrant, chroma, redis } = images;
    expect(Object.fromEntries(named)).toEqual({ postgres, qdrant, chroma, redis });
  });

  it("gives every address that a contract test asks for", () => {
    const given = Object.keys(services?.steps.at(-1)?.env ?? {});
    const asked = globSync(["app/**/*.ts", "test/**/*.ts"], { exclude: ["**/node_modules/**"] })
      .flatMap((file) => read(file).match(/\bprocess\.env\.CONTRACT_\w+/g) ?? [])
      .map((text) => text.replace("process.env.", ""));
    expect(asked).toContain("CONTRACT_POSTGRES_URL");
    expect(asked.filter((name) => !given.includes(name))).toEqual([]);
  });
});

/** What shell steps call: a file of this repository, or a script of npm. */
function calls(): { file?: string; script?: string }[] {
  const jobs = Object.values(workflows()).flatMap((workflow) => Object.values(workflow.jobs));
  const steps = [
    ...jobs.flatMap((job) => job.steps),
    ...Object.values(ownActions()).flatMap(({ runs }) => runs.steps),
  ];
  return steps.flatMap(({ run = "" }): { file?: string; script?: string }[] => {
    const [program, word = "", name = ""] = run.split(" ");
    if (program === "npm") return [{ script: word === "run" ? name : word }];
    return program?.endsWith("node") ? [{ file: word }] : [];
  });
}
