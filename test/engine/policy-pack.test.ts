import { delimiter, resolve } from "node:path";
import { StorageAccount } from "@pulumi/azure-native/storage/storageAccount.js";
import { WebApp } from "@pulumi/azure-native/web/webApp.js";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { platform } from "../../index.ts";
import { assess } from "../../plan/assessment.ts";
import { recordStack } from "../../plan/record.ts";
import { thisCheckout } from "../../stacks/host.ts";
import { readSettings } from "../../stacks/settings.ts";
import { blobServer } from "../support/blob-server.ts";
import { openStandIns } from "../support/providers/attach.ts";
import { blobEndpointVariable } from "../support/providers/azure-native/outputs.ts";

const owner = {
  target: "azure",
  alertEmails: "ops@example.com",
  databaseAdministratorObjectId: "00000000-0000-4000-8000-00000000dba0",
  databaseAdministratorName: "dba-team",
  budgetStartDate: "2026-12-01",
  secretExpiryDate: "2027-11-30",
};
const policyPacks = [resolve("policies/pack")];

describe("the policy pack, asked by the real engine", () => {
  test("lets prod be previewed from nothing, when little is known", async () => {
    const { stack, use } = await openTier("prod");
    use(program);
    const { stdout } = await stack.preview({ policyPacks });
    expect(stdout).toContain(`✅ copilot@v0.1.0 (local: ${policyPacks[0]})`);
    expect(violationsIn(stdout)).toEqual([]);
  });

  test("finds in dev what a plan finds, and shows no secret", async () => {
    const config = { project: "copilot", stack: "dev", config: owner };
    const assessment = await assess(await recordStack(config, weakened));
    const planned = assessment?.evaluation.findings.map(
      ({ policy, resource }) => `${policy} ${resource}`,
    );
    expect(planned).toContain("azure-site-secret-references weak-site");

    const { stack, use, failureOf } = await openTier("dev");
    use(weakened);
    const output = await failureOf(stack.up({ policyPacks }));
    expect(violationsIn(output)).toEqual([...new Set(planned)].toSorted());
    expect(output).not.toContain("hunter2");
  });
});

/** The program with a package that is there already. */
function program() {
  return platform(readSettings({ ...thisCheckout(), appVersion: "000000000001" }));
}

/** The program with a site and an account that nobody should have. */
async function weakened(): Promise<pulumi.Inputs> {
  const outputs = await program();
  if (!("resourceGroupName" in outputs)) throw new Error("the program is not of Azure");
  const { resourceGroupName } = outputs;
  new StorageAccount("weak-account", {
    resourceGroupName,
    accountName: "stweak",
    kind: "StorageV2",
    sku: { name: "Standard_LRS" },
    enableHttpsTrafficOnly: false,
  });
  new WebApp("weak-site", {
    resourceGroupName,
    name: "app-weak",
    siteConfig: { appSettings: [{ name: "GREETING", value: pulumi.secret("hunter2-hunter2") }] },
  });
  return outputs;
}

/** Policy and resource of each, once. */
function violationsIn(output: string): string[] {
  const found = output.matchAll(/\[(?:mandatory|advisory)\] +(\S+) +\(\S+: (\S+)\)/g);
  return [...new Set([...found].map(([, policy, resource]) => `${policy} ${resource}`))].toSorted();
}

async function openTier(tier: string) {
  const blobs = await blobServer();
  blobs.alreadyThere = /chat-app-0/;
  const programs = [resolve("test/support/policy-analyzer"), blobs.programs].join(delimiter);
  const environment = { ...blobs.environment, [blobEndpointVariable]: blobs.endpoint };
  return openStandIns({ project: "copilot", stack: tier, config: owner, environment, programs });
}
