import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Checkout } from "../../support/checkout.ts";
import { spareSource } from "./spare-component.ts";

// Each test waits for two or more processes that record stacks.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const tiers = ["dev", "staging", "prod"];

const spareLine = 'new Spare("spare", scope);';

let checkout: Checkout;

beforeAll(() => {
  checkout = new Checkout();
  write("components/azure/spare.ts", spareSource);
  edit(
    "stacks/azure.ts",
    'from "./outputs.ts";',
    (text) => `${text}
import { Spare } from "../components/azure/spare.ts";`,
  );
  edit("stacks/azure.ts", "\n  return {\n    tier:", (text) => `\n  ${spareLine}\n${text}`);
  commit("the base");
});

afterEach(() => {
  checkout.git("checkout", "--quiet", "--", ".");
});

afterAll(() => checkout.remove());

describe("npm run plan -- --diff", () => {
  it("tells nothing where nothing changes", async () => {
    const { code, stdout, stderr } = await plan("dev");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(
      /^dev since HEAD \([0-9a-f]{7}\) {2}no resource changes, .* as before\n$/,
    );
  });

  it("tells what is added", async () => {
    edit("stacks/azure.ts", spareLine, (text) => `${text} new Spare("other", scope);`);
    for (const changes of Object.values(await changesOfTiers())) {
      expect(changes.map(({ kind, name }) => `${kind} ${name}`).sort()).toEqual([
        "added other",
        "added other-identity",
        "added other-secret",
      ]);
    }
  });

  it("tells what is removed", async () => {
    edit("stacks/azure.ts", spareLine, () => "");
    for (const changes of Object.values(await changesOfTiers())) {
      expect(changes.map(({ kind, name }) => `${kind} ${name}`).sort()).toEqual([
        "removed spare",
        "removed spare-identity",
        "removed spare-secret",
      ]);
    }
  });

  it("tells a renaming from a loss by its alias", async () => {
    edit(
      "stacks/azure.ts",
      spareLine,
      () => 'new Spare("second", scope, { aliases: [{ name: "spare" }] });',
    );
    for (const changes of Object.values(await changesOfTiers())) {
      const renamed = changes.map(({ kind, formerName, name }) =>
        [kind, formerName, name].join(" "),
      );
      expect(renamed.sort()).toEqual([
        "renamed spare second",
        "renamed spare-identity second-identity",
        "renamed spare-secret second-secret",
      ]);
    }
  });

  it("tells a component that moved from one that is lost by its alias", async () => {
    edit("stacks/azure.ts", spareLine, () => 'new Spare("spare", scope, { parent: backend });');
    expect((await changesOf("dev")).map(({ kind }) => kind)).toEqual([
      ...["removed", "removed", "removed"],
      ...["added", "added", "added"],
    ]);
    edit(
      "stacks/azure.ts",
      "{ parent: backend }",
      () => "{ parent: backend, aliases: [{ parent: pulumi.rootStackResource }] }",
    );
    for (const changes of Object.values(await changesOfTiers())) {
      expect(changes.map(({ kind, name }) => `${kind} ${name}`)).toEqual(["moved spare"]);
    }
  });

  it("tells a value of one tier on that tier alone, with what it costs", async () => {
    edit(
      "stacks/tiers.ts",
      'databaseSku: "Standard_D2s_v3"',
      () => 'databaseSku: "Standard_D4s_v3"',
    );
    const { dev, staging, prod } = await changesOfTiers();
    expect([dev, staging]).toEqual([[], []]);
    expect(prod?.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "changed alerts-database-connections",
      "changed database-server",
    ]);
    const server = prod?.find(({ name }) => name === "database-server");
    expect(server?.properties).toEqual([
      { path: "sku.name", before: "Standard_D2s_v3", after: "Standard_D4s_v3", effect: "update" },
    ]);
    expect(server?.monthlyChangeUsd).toBeGreaterThan(100);
  });

  it("tells that a secret is another one, never which", async () => {
    edit("components/azure/spare.ts", "first-secret-value", () => "other-secret-value");
    for (const changes of Object.values(await changesOfTiers())) {
      expect(changes).toMatchObject([
        {
          kind: "changed",
          name: "spare-secret",
          properties: [{ path: "properties.value", before: "[secret]", after: "[secret]" }],
        },
      ]);
    }
    const { stdout } = await plan("dev");
    expect(stdout).toContain("[secret] → another secret");
    expect(stdout).not.toContain("secret-value");
  });

  it("tells findings that a change brings and that it fixes", async () => {
    edit("components/azure/spare.ts", 'contentType: "password",', () => "");
    expect(await findingsOf("dev")).toEqual({ appeared: ["azure-secret-content-type"], fixed: [] });
    commit("without content type");
    edit("components/azure/spare.ts", "attributes:", (text) => `contentType: "password", ${text}`);
    expect(await findingsOf("dev")).toEqual({ appeared: [], fixed: ["azure-secret-content-type"] });
    checkout.git("reset", "--quiet", "--hard", "HEAD~1");
  });

  it("ends with code 2 where it was told to fail on what is lost", async () => {
    edit("stacks/azure.ts", spareLine, () => "");
    const { code, stderr } = await plan("dev", "--fail-on", "replace");
    expect(code).toBe(2);
    expect(stderr).toContain("dev: spare-secret is removed (--fail-on replace)");
  });
});

describe("what cannot be compared is named:", () => {
  it("a commit that is not there", async () => {
    const { code, stdout, stderr } = await run("dev", "--diff", "no-such-branch");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^--diff: there is no such commit here, got no-such-branch; use /);
  });

  it("a commit that does not compile", async () => {
    write("components/azure/spare.ts", "export const = 1;\n");
    commit("broken");
    write("components/azure/spare.ts", spareSource);
    const { code, stderr } = await plan("dev");
    checkout.git("reset", "--quiet", "--hard", "HEAD~1");
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^HEAD \([0-9a-f]{7}\): does not compile: components\/azure\/spare\.ts:1: /,
    );
  });

  it("a commit that imports what is not there", async () => {
    edit("stacks/azure.ts", "../components/azure/spare.ts", () => "../components/azure/gone.ts");
    commit("broken import");
    edit("stacks/azure.ts", "../components/azure/gone.ts", () => "../components/azure/spare.ts");
    const { code, stderr } = await plan("dev");
    checkout.git("reset", "--quiet", "--hard", "HEAD~1");
    expect(code).toBe(1);
    expect(stderr).toContain("does not compile: Cannot find module 'components/azure/gone.ts'");
  });

  it("a commit without a recorder", async () => {
    rmSync(path("plan/stacks.ts"));
    commit("before plans");
    checkout.git("checkout", "--quiet", "HEAD~1", "--", "plan/stacks.ts");
    const { code, stderr } = await plan("dev");
    checkout.git("reset", "--quiet", "--hard", "HEAD~1");
    expect([code, stderr.replace(/[0-9a-f]{7}/, "hash")]).toEqual([
      1,
      "HEAD (hash): has no plan/stacks.ts, so nothing can record it\n",
    ]);
  });

  it("settings that are wrong before", async () => {
    edit("Pulumi.dev.yaml", "config:\n", (text) => `${text}  copilot:monthlyBudget: much\n`);
    commit("wrong settings");
    edit("Pulumi.dev.yaml", "  copilot:monthlyBudget: much\n", () => "");
    const { code, stderr } = await plan("dev");
    checkout.git("reset", "--quiet", "--hard", "HEAD~1");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^HEAD \([0-9a-f]{7}\): dev cannot be planned\. [\s\S]*monthlyBudget: /);
  });

  it("settings that are wrong now", async () => {
    edit("Pulumi.dev.yaml", "config:\n", (text) => `${text}  copilot:monthlyBudget: much\n`);
    const { code, stderr } = await plan("dev");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^dev: cannot be planned\. [\s\S]*monthlyBudget: /);
  });
});

describe("a stack that is new", () => {
  it("is all additions since a commit that has none of it", async () => {
    edit("plan/stacks.ts", /\n {2}staging: .*/, () => "");
    commit("without staging");
    checkout.git("checkout", "--quiet", "HEAD~1", "--", "plan/stacks.ts");
    const { stdout } = await run("staging", "--diff", "HEAD");
    checkout.git("reset", "--quiet", "--hard", "HEAD~1");
    expect(stdout).toMatch(
      /^staging since HEAD \([0-9a-f]{7}\), which has no such stack {2}\d+ added/,
    );
  });
});

describe("the worktree of the other commit", () => {
  it("is gone afterwards, also after a failure and after Ctrl-C", async () => {
    const before = leftovers();
    await plan("dev");
    await run("dev", "--diff", "no-such-branch");
    const interrupted = checkout.start("scripts/plan.mjs", ["dev", "--diff", "HEAD"]);
    while (worktrees() === 1) await sleep(10);
    process.kill(-interrupted.pid, "SIGINT");
    expect((await interrupted.finished).code).not.toBe(0);
    expect(worktrees()).toBe(1);
    expect(leftovers()).toEqual(before);
  });
});

interface Change {
  kind: string;
  name: string;
  formerName: string;
  monthlyChangeUsd: number;
  properties: object[];
}

async function changesOfTiers(): Promise<Record<string, Change[]>> {
  const { stdout, stderr } = await run(...tiers, "--diff", "HEAD", "--format", "json");
  expect(stderr).toBe("");
  expect(stdout).not.toContain("secret-value");
  const { stacks }: { stacks: { stack: string; resources: Change[] }[] } = JSON.parse(stdout);
  return Object.fromEntries(stacks.map(({ stack, resources }) => [stack, resources]));
}

async function changesOf(stack: string): Promise<Change[]> {
  const { stdout } = await plan(stack, "--format", "json");
  return JSON.parse(stdout).stacks[0].resources;
}

async function findingsOf(stack: string) {
  const { stdout } = await plan(stack, "--format", "json");
  const { appeared, fixed } = JSON.parse(stdout).stacks[0].findings;
  const ids = (findings: { policy: string }[]) => findings.map(({ policy }) => policy);
  return { appeared: ids(appeared), fixed: ids(fixed) };
}

function plan(stack: string, ...args: string[]) {
  return run(stack, "--diff", "HEAD", ...args);
}

function run(...args: string[]) {
  return checkout.run("scripts/plan.mjs", args);
}

function path(file: string): string {
  return join(checkout.folder, file);
}

function write(file: string, text: string) {
  writeFileSync(path(file), text);
}

/** Throws when the text is not there, so that a test never compares a tree with itself. */
function edit(file: string, anchor: string | RegExp, replacement: (text: string) => string) {
  const text = readFileSync(path(file), "utf8");
  const edited = text.replace(anchor, replacement);
  if (edited === text) throw new Error(`${file}: has no ${anchor} to edit`);
  write(file, edited);
}

function commit(message: string) {
  checkout.git("add", "--all");
  checkout.git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", message);
}

function worktrees(): number {
  return checkout.git("worktree", "list").trim().split("\n").length;
}

function leftovers(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith("copilot-plan-"));
}
