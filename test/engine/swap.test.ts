import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation/index.js";
import { expect, test } from "vitest";
import type { SwapEvent } from "../../scripts/swap/report.ts";
import type { ReleaseSchema } from "../../scripts/swap/schema/release-schema.ts";
import { appVersion } from "../../stacks/app-version.ts";
import { engineCommand, installedEngine } from "../support/engine.ts";
import { next, openScene, quick, releaseSchemaOf, running } from "../support/swap/scene.ts";
import { stubApp } from "../support/swap/stub-app.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("npm run swap reads the stack, swaps, and tells the state what runs", async () => {
  const { swap, stack, deploy } = await openProd();
  const { exitCode, out, err } = await swap(...quick, "--json");
  expect([exitCode, err]).toEqual([0, ""]);
  const events = out
    .trim()
    .split("\n")
    .map((line): SwapEvent => JSON.parse(line));
  expect(new Set(events.map(({ step }) => step))).toEqual(
    new Set(["lock", "gate", "measure", "warm-up", "swap", "watch", "record", "end"]),
  );
  expect(events.at(-1)?.outcome).toBe("live");
  expect(await recordedPackage(stack)).toBe(deploy(next));

  // For people, and with the way back.
  const undone = await swap("--undo");
  expect([undone.exitCode, undone.out]).toEqual([0, ""]);
  expect(undone.err.trim().split("\n").at(-1)).toMatch(
    RegExp(`^\\d\\d:\\d\\d:\\d\\d end {8}undone: .* runs ${running} again$`),
  );
  expect(await recordedPackage(stack)).toBe(deploy(running));
});

test("npm run swap has nothing to swap in a stack without a slot", async () => {
  const { swap, stack } = await openProd({ hasSlot: false });
  const { exitCode, err } = await swap();
  expect([exitCode, err]).toEqual([
    1,
    expect.stringContaining("failed: prod: has no staging slot to swap with; "),
  ]);
  expect(await recordedPackage(stack)).toMatch(running);
});

test("the migrations of a checkout are compared with what runs before an update", async () => {
  const { swap, deploy } = await openProd();
  const own = appVersion(process.cwd());
  const schema: ReleaseSchema = JSON.parse(readFileSync("scripts/bundle/schema.json", "utf8"));
  deploy(running, schema);
  const same = await swap("--check-migrations");
  expect([same.exitCode, same.err]).toEqual([
    0,
    expect.stringContaining(`${own} gets along with ${running}`),
  ]);

  deploy(running, releaseSchemaOf(["1"]));
  const other = await swap("--check-migrations");
  expect([other.exitCode, other.err]).toEqual([
    3,
    expect.stringMatching(/^ {2}1: has run and is unknown to this release, which has 0001-core, /m),
  ]);
});

/** Stack `prod` with a site, whose state is a file, and `npm run swap` for it. */
async function openProd({ hasSlot = true } = {}) {
  const apps = [await stubApp(running), await stubApp(next)];
  const [production = 0, staging = 0] = apps.map(({ port }) => port);
  const scene = await openScene({ production, staging });
  const folder = temporaryFolder();
  const environment = {
    HOME: folder,
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  mkdirSync(join(folder, "state"));
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    JSON.stringify({ name: "copilot", runtime: "nodejs" }),
  );
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: "prod", projectName: "copilot", program: async () => ({}) },
    { workDir: folder, pulumiCommand: await engineCommand(), envVars: environment },
  );
  const { target, blobs, management } = scene;
  const outputs = {
    apiUrl: target.siteUrl,
    stagingApiUrl: hasSlot ? target.slotUrl : null,
    releasesUrl: target.releasesUrl,
  };
  await importState(stack, outputs, {
    WebApp: target.siteId,
    ...(hasSlot && { WebAppSlot: target.slotId }),
  });

  const { binary } = await installedEngine();
  const path = [blobs.programs, dirname(binary), process.env.PATH].join(delimiter);
  const swap = async (...args: string[]) => {
    const child = spawn(
      process.execPath,
      ["scripts/swap.ts", "prod", "--management-url", management.url, ...args],
      {
        env: { ...environment, ...blobs.environment, PATH: path },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    const [out, err, [exitCode]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close"),
    ]);
    return { exitCode, out, err };
  };
  return { ...scene, stack, swap };
}

/** What an update leaves in the state, as far as a swap reads and writes it. */
async function importState(stack: Stack, outputs: object, ids: Record<string, string>) {
  const urn = (type: string, name: string) => `urn:pulumi:prod::copilot::${type}::${name}`;
  const root = urn("pulumi:pulumi:Stack", "copilot-prod");
  const provider = urn("pulumi:providers:azure-native", "default");
  const appSettings = [
    { name: "WEBSITE_RUN_FROM_PACKAGE", value: `https://x/chat-app-${running}.zip` },
  ];
  const sites = Object.entries(ids).map(([type, id]) => ({
    urn: urn(`azure-native:web:${type}`, type),
    type: `azure-native:web:${type}`,
    custom: true,
    id,
    parent: root,
    provider: `${provider}::1`,
    inputs: { siteConfig: { appSettings } },
    outputs: { siteConfig: { appSettings } },
  }));
  const { deployment } = await stack.exportStack();
  await stack.importStack({
    version: 3,
    deployment: {
      ...deployment,
      resources: [
        { urn: root, type: "pulumi:pulumi:Stack", custom: false, outputs },
        { urn: provider, type: "pulumi:providers:azure-native", custom: true, id: "1" },
        ...sites,
      ],
    },
  });
}

/** Package of the site, as the state has it. */
async function recordedPackage(stack: Stack): Promise<string> {
  const { deployment } = await stack.exportStack();
  const site = deployment.resources.find(
    ({ type }: { type: string }) => type === "azure-native:web:WebApp",
  );
  return site.inputs.siteConfig.appSettings[0].value;
}
