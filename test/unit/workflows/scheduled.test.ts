import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { Checkout } from "../../support/checkout.ts";
import { runWorkflow } from "../../support/workflow-runner/run-workflow.ts";
import { azure, commands, expectEveryStepRan, problems, results } from "./scenes.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let checkout: Checkout;

beforeAll(() => {
  checkout = new Checkout();
});
afterAll(() => checkout.remove());

it("the contract suites run against the real engine, the published images and real services", async () => {
  const run = await runWorkflow({ workflow: "contract.yml", event: "schedule" }, checkout);
  expect(problems(run)).toBe("");
  expect(commands(run)).toEqual([
    "npm test -- engine",
    "npm start -- --samples",
    "npm run status",
    "npm stop -- --purge",
    "npm run test:docker",
    "npm test -- unit",
  ]);
  expect(Object.keys(run.calls.at(-1)?.environment ?? {})).toContain("CONTRACT_POSTGRES_URL");
  expectEveryStepRan("contract.yml", [run]);
});

it("a backup is taken and restored, and its faults are tried", async () => {
  const run = await runWorkflow({ workflow: "backup.yml", event: "schedule" }, checkout);
  expect(problems(run)).toBe("");
  expect(commands(run)).toEqual(["npm run backup-drill", "npm run test:fault"]);
  expectEveryStepRan("backup.yml", [run]);
});

it("drift is looked for on each stack, by an identity that reads", async () => {
  const script = "console.log(process.argv.slice(2).join(' '));\n";
  writeFileSync(join(checkout.folder, "scripts", "drift.ts"), script);
  checkout.git("add", "scripts/drift.ts");
  const run = await runWorkflow(
    {
      workflow: "drift.yml",
      event: "schedule",
      variables: { AZURE_PREVIEW: "on" },
      environments: { "preview-dev": azure, "preview-staging": azure, "preview-prod": azure },
    },
    checkout,
  );
  expect(problems(run)).toBe("");
  const jobs = Object.entries(run.jobs).map(([id, { environment, steps }]) => [
    id,
    environment,
    steps.at(-1)?.log,
  ]);
  expect(jobs).toEqual(
    ["dev", "staging", "prod"].map((stack) => [
      `drift (${stack})`,
      `preview-${stack}`,
      `--stack ${stack} --json\n`,
    ]),
  );
  expectEveryStepRan("drift.yml", [run]);
});

it("no drift is looked for where Azure is not set up", async () => {
  const run = await runWorkflow({ workflow: "drift.yml", event: "schedule" }, checkout);
  expect(Object.values(results(run))).toEqual(["skipped", "skipped", "skipped"]);
});
