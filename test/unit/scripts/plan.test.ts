import { afterEach, describe, expect, it, vi } from "vitest";
import { recordedStacks } from "../../../plan/stacks.ts";
import { plan } from "../../../scripts/plan/command.ts";
import { planOptions } from "../../../scripts/plan/options.ts";

describe("planOptions", () => {
  it("takes stacks, settings and what to fail on", () => {
    expect(
      planOptions(["dev", "prod", "dev", "--config", "owner=a=b", "--fail-on", "policy,cost"]),
    ).toEqual({
      stacks: ["dev", "prod"],
      diff: undefined,
      comparesTiers: false,
      format: "text",
      failOn: ["policy", "cost"],
      showsProperties: false,
      config: { owner: "a=b" },
    });
  });

  it("answers nothing for help", () => {
    expect(planOptions(["--help"])).toBeUndefined();
  });

  it.each([
    [[], "stack: name one or more, for example prod"],
    [
      ["dev", "--format", "xml"],
      "--format: unknown, got xml; use text, markdown, html, json, sarif",
    ],
    [["dev", "--fail-on", "rain"], "--fail-on: unknown, got rain; use policy, cost, replace"],
    [["dev", "--fail-on", "replace"], "--fail-on: replace needs something to compare with"],
    [["dev", "--config", "owner"], "--config: is no key=value, got owner"],
    [["dev", "--tiers"], "--tiers: compares all tiers"],
    [["--tiers", "--diff", "HEAD"], "--tiers: compares all tiers"],
    [["dev", "--diff"], "--diff"],
    [["dev", "--unknown"], "--unknown"],
  ])("refuses %j", (args, message) => {
    expect(() => planOptions(args)).toThrow(message);
  });
});

describe("npm run plan", () => {
  const stdout = vi.spyOn(process.stdout, "write").mockImplementation(() => true);
  const stderr = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
  const run = async (...args: string[]) => {
    stdout.mockClear();
    stderr.mockClear();
    const code = await plan(args);
    const written = (spy: typeof stdout) => spy.mock.calls.map(([text]) => text).join("");
    return { code, stdout: written(stdout), stderr: written(stderr) };
  };
  afterEach(() => vi.clearAllMocks());

  it("shows stacks one after another", async () => {
    const { code, stdout } = await run("dev", "local");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^dev {2}\d+ resources, \$[\d.]+ of \$[\d.]+ a month, no findings/);
    expect(stdout).toMatch(/\n\nlocal {2}\d+ resources?\n/);
  });

  it("takes a setting as if it were set, and fails on what comes of it", async () => {
    const { code, stderr } = await run("dev", "--config", "monthlyBudget=1", "--fail-on", "cost");
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /dev: \$[\d.]+ a month is over the budget of \$1\.00 \(--fail-on cost\)/,
    );
  });

  it.each(["text", "markdown", "html", "json", "sarif", "mermaid"])(
    "shows a stack as %s",
    async (format) => {
      const { code, stdout } = await run("local-docker", "--format", format);
      expect(code).toBe(0);
      expect(stdout).toContain("chat-app");
      expect(stdout.endsWith("\n")).toBe(true);
    },
  );

  it("shows what differs between tiers", async () => {
    const { code, stdout } = await run("--tiers");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^What is decided +dev +staging +prod\n/);
  });

  it.each([
    [
      ["dev", "--diff", "HEAD", "--format", "mermaid"],
      "--format: mermaid shows no --diff; use text",
    ],
    [["--tiers", "--format", "mermaid"], "--format: mermaid shows no --tiers; use text"],
  ])("refuses %j", async (args, message) => {
    expect(await run(...args)).toEqual({ code: 1, stdout: "", stderr: `${message}\n` });
  });

  it("names the stacks that there are instead of one that is not, and shows none", async () => {
    const { code, stdout, stderr } = await run("dev", "moon");
    expect([code, stdout]).toEqual([1, ""]);
    const known = Object.keys(recordedStacks).join(", ");
    expect(stderr).toBe(`moon: there is no such stack; use ${known}\n`);
  });

  it("names the stack whose settings are wrong, and every one of them", async () => {
    const { code, stderr } = await run("dev", "--config", "alwaysOn=maybe", "--config", "x=1");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^dev: cannot be planned\. /);
    expect(stderr).toContain("alwaysOn: ");
    expect(stderr).toContain("x: unknown key");
  });

  it("tells how it is used", async () => {
    const { code, stdout } = await run("--help");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^npm run plan -- <stack>… /);
  });
});
