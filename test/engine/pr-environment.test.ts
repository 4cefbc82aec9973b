import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { parse, stringify } from "yaml";
import { type BlobServer, blobServer } from "../support/blob-server.ts";
import { Checkout } from "../support/checkout.ts";
import { installedEngine } from "../support/engine.ts";
import { cloudFileVariable, openCloud } from "../support/providers/azure-native/cloud.ts";
import { blobEndpointVariable } from "../support/providers/azure-native/outputs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

// A dozen calls of the engine, four of which change a whole stack.
vi.setConfig({ testTimeout: 240_000 });

/**
 * The environment of a pull request through the real engine with state in files: Azure is the stand-ins',
 * the program is run by the stand-in of the language host.
 */
test("a pull request's stack is made, held by one at a time, and ends when its time is over", async () => {
  const { run, engine, cloud, backend } = await openScene();
  engine("stack", "init", "dev", "--secrets-provider", "passphrase");

  const up = await run("up", "12");
  expect([up.code, up.stderr]).toEqual([0, expect.stringContaining("Created stack 'pr-12'\n")]);
  expect(up.stdout).toMatch(/\napi-url=https:\/\/\S+\nexpires=\d{4}-\S+Z\n$/);
  const site = Object.values(cloud.all()).find(({ token }) => token === "azure-native:web:WebApp");
  expect(site?.properties.tags).toMatchObject({ env: "dev", stack: "pr-12" });
  const made = Object.keys(cloud.all()).length;
  expect(made).toBeGreaterThan(50);

  const again = await run("up", "12");
  expect(again.code).toBe(0);
  expect(again.stdout).toMatch(/Resources:\n +\d+ unchanged\n/);

  const lock = join(backend, ".pulumi", "locks", "organization", "copilot", "pr-12", "other.json");
  const holder = {
    pid: 7,
    username: "runner",
    hostname: "host",
    timestamp: "2026-11-21T10:00:00Z",
  };
  mkdirSync(dirname(lock), { recursive: true });
  writeFileSync(lock, JSON.stringify(holder));
  const refused = await run("down", "12");
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain(
    "pr-12: another update holds the stack, created by runner@host (pid 7) at 2026-11-21T10:00:00Z. " +
      "Wait until it has ended and run this job again; if it was killed, run `pulumi cancel --stack pr-12` first",
  );
  expect(Object.keys(cloud.all())).toHaveLength(made);
  rmSync(lock);

  expect((await run("expire")).stdout).toContain("pr-12: lives on\n");
  engine("stack", "tag", "set", "expires", "2026-01-01T00:00:00.000Z", "--stack", "pr-12");
  const expired = await run("expire");
  expect(expired.stdout).toContain(
    "pr-12: destroyed, its time was over at 2026-01-01T00:00:00.000Z\n",
  );
  expect(cloud.all()).toEqual({});
  const left = JSON.parse(engine("stack", "ls", "--json")) as { name: string }[];
  expect(left.map(({ name }) => name)).toEqual(["dev"]);
  expect((await run("down", "12")).stdout).toBe("pr-12: is not there\n");
});

async function openScene() {
  const checkout = new Checkout();
  onTestFinished(() => checkout.remove());
  const blobs = await blobServer();
  useStandIns(checkout.folder);
  // The language host's stand-in runs programs alone.
  rmSync(join(checkout.folder, "policies", "pack"), { recursive: true, force: true });
  configureDev(checkout.folder);
  const backend = temporaryFolder();
  const { binary } = await installedEngine();
  const environment = {
    ...blobs.environment,
    [blobEndpointVariable]: blobs.endpoint,
    [cloudFileVariable]: join(backend, "azure.json"),
    PATH: pathOf(checkout.folder, binary, blobs),
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SECRETS_PROVIDER: "passphrase",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    AZURE_PRINCIPAL_ID: "00000000-0000-4000-8000-000000009d1d",
    TIME_TO_LIVE_HOURS: "72",
    GITHUB_REPOSITORY: "acme/copilot",
  };
  return {
    backend,
    cloud: openCloud(join(backend, "azure.json")),
    run(...args: string[]) {
      // What a workflow's next job gets: a clone without the files of the last one.
      checkout.git("clean", "-fdxq", "--exclude", "node_modules");
      return checkout.run("scripts/ci/pr-environment.ts", args, environment);
    },
    engine(...args: string[]) {
      const env = { ...process.env, ...environment };
      return execFileSync(binary, args, {
        cwd: checkout.folder,
        env,
        encoding: "utf8",
        stdio: "pipe",
      });
    },
  };
}

/** Programs that come first: the language host, Azure's logged-in CLI, and GitHub's with an open pull request. */
function pathOf(folder: string, engine: string, blobs: BlobServer): string {
  const programs = temporaryFolder();
  writeFileSync(join(programs, "gh"), `#!/bin/sh\necho '{"state":"open"}'\n`);
  chmodSync(join(programs, "gh"), 0o755);
  const host = join(folder, "test", "support", "language-host");
  return [programs, blobs.programs, host, dirname(engine), process.env.PATH].join(delimiter);
}

/** Paths in the project file serve every version that the SDK asks for. */
function useStandIns(folder: string) {
  const file = join(folder, "Pulumi.yaml");
  const project = parse(readFileSync(file, "utf8"));
  const packages = ["azure-native", "random", "command"];
  const paths = packages.map((name) => ({ name, path: `./test/support/providers/${name}` }));
  project.plugins.providers.push(...paths);
  writeFileSync(file, stringify(project));
}

/** What the owner of the repository has set for dev. */
function configureDev(folder: string) {
  const file = join(folder, "Pulumi.dev.yaml");
  const dev = parse(readFileSync(file, "utf8"));
  dev.config["copilot:alertEmails"] = "ops@example.com";
  dev.config["copilot:databaseAdministratorObjectId"] = "00000000-0000-4000-8000-00000000dba0";
  dev.config["copilot:databaseAdministratorName"] = "dba-team";
  // The engine would read a plain date as a time.
  writeFileSync(file, stringify(dev, { defaultStringType: "QUOTE_DOUBLE" }));
}
