import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Checkout } from "../../support/checkout.ts";
import { imageDigest } from "../../support/workflow-runner/action-stubs.ts";
import { runWorkflow, type WorkflowRun } from "../../support/workflow-runner/run-workflow.ts";
import { repository } from "../../support/workflow-runner/scenario.ts";
import { commands, expectEveryStepRan, problems, results } from "./scenes.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let checkout: Checkout;

beforeAll(() => {
  checkout = new Checkout();
});
afterAll(() => checkout.remove());

describe("a tag", () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8"));
  let run: WorkflowRun;

  beforeAll(async () => {
    const event = { workflow: "release.yml", event: "push", refType: "tag" } as const;
    run = await runWorkflow({ ...event, refName: `v${version}` }, checkout);
  });

  it("becomes a release with package, checksum, image and notes", () => {
    expect(problems(run)).toBe("");
    expect(results(run)).toEqual({ test: "success", build: "success", release: "success" });
    const [test, release = "", ...others] = commands(run);
    expect([test, others]).toEqual(["npm test", []]);
    expect(release).toMatch(
      /^gh release create v\d+\.\d+\.\d+ dist\/SHA256SUMS dist\/chat-app-[0-9a-f]{12}\.zip --verify-tag /,
    );
    expect(release).toContain(`Image: \`ghcr.io/${repository}/chat-app@${imageDigest}\``);
    expect(release).toMatch(/[0-9a-f]{64} {2}chat-app-[0-9a-f]{12}\.zip/);
    expect(release).toContain("--generate-notes");
  });

  it("is pushed by the only job that may write contents, which builds nothing", () => {
    expect(run.jobs.release?.permissions).toEqual({ contents: "write" });
    expect(run.jobs.build?.permissions.contents).toBe("read");
    expect(run.calls.at(-1)?.environment.GH_TOKEN).toBe("token(contents:write)");
  });

  it("of another version than the project's is not released", async () => {
    const event = { workflow: "release.yml", event: "push", refType: "tag" } as const;
    const other = await runWorkflow({ ...event, refName: "v9.9.9" }, checkout);
    expect(results(other)).toEqual({ test: "failure", build: "skipped", release: "skipped" });
    expect(problems(other)).toContain(
      `::error::v9.9.9: is not the version of package.json, got ${version}; use tag v${version}`,
    );
    expect(commands(other)).toEqual([]);
  });

  it("has had every step executed by a test", () => {
    expectEveryStepRan("release.yml", [run]);
  });
});
