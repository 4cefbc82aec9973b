import { describe, expect, test } from "vitest";
import program from "../../index.ts";
import { unwrap } from "../../providers/process/secrets.ts";
import { openStandIns, type StandInStack } from "../support/providers/attach.ts";
import type { Cloud } from "../support/providers/azure-native/cloud.ts";

const owner = {
  target: "azure",
  alertEmails: "ops@example.com",
  databaseAdministratorObjectId: "00000000-0000-4000-8000-00000000dba0",
  databaseAdministratorName: "dba-team",
  budgetStartDate: "2026-12-01",
  secretExpiryDate: "2027-11-30",
};

describe("the platform on Azure, over the stand-ins", () => {
  test("dev is previewed from nothing, made, kept as it is, and removed to the last resource", async () => {
    // A public database has firewall rules, which join the chain of its changes.
    const allowedIpRanges = "office=203.0.113.4,home=203.0.113.9";
    const dev = await openTier("dev", { allowedIpRanges });
    await expectMadeAndKept(dev);
    await dev.stack.destroy();
    expect(dev.cloud.all()).toEqual({});
  });

  test("prod is made and kept, gives nothing up while it is protected, and goes once it is not", async () => {
    const prod = await openTier("prod");
    const { stack, cloud, run, failureOf } = prod;
    await expectMadeAndKept(prod);
    const made = Object.keys(cloud.all());

    // Were the lock not protected too, it would go first and everything without data after it.
    expect(await failureOf(stack.destroy())).toMatch(/group-lock" cannot be deleted/);
    expect(Object.keys(cloud.all())).toEqual(made);

    await stack.setConfig("copilot:stagingSlot", { value: "false" });
    expect(await failureOf(stack.up())).toMatch(/ScopeLocked: .*\/slots\/.* cannot be deleted/);
    expect(Object.keys(cloud.all())).toEqual(made);

    await stack.setConfig("copilot:stagingSlot", { value: "true" });
    // What a person says first who means it: what is protected survives its program too.
    run("state", "unprotect", "--all");
    await stack.setConfig("copilot:protectData", { value: "false" });
    expect((await stack.up()).summary.resourceChanges).toMatchObject({ delete: 1 });
    await stack.destroy();
    expect(cloud.all()).toEqual({});
  });
});

async function openTier(tier: string, more: Record<string, string> = {}): Promise<StandInStack> {
  const config = { ...owner, ...more };
  const opened = await openStandIns({ project: "copilot", stack: tier, config });
  opened.use(program);
  return opened;
}

async function expectMadeAndKept({ stack, cloud, state }: StandInStack): Promise<void> {
  const { changeSummary } = await stack.preview();
  expect(changeSummary).toEqual({ create: expect.any(Number) });
  expect(cloud.all()).toEqual({});

  expect((await stack.up()).summary.resourceChanges).toEqual(changeSummary);
  const secrets = secretsIn(cloud);
  expect(secrets).toHaveLength(3);
  const readable = secrets.filter(({ written }) => state().includes(written));
  expect(readable.map(({ name }) => name)).toEqual([]);

  const again = await stack.up({ refresh: true });
  expect(again.summary.resourceChanges).toEqual({ same: changeSummary.create });
}

/** What the vault holds, with each value as `JSON.stringify` writes it. */
function secretsIn(cloud: Cloud): { name: unknown; written: string }[] {
  return Object.values(cloud.all())
    .filter(({ token }) => token === "azure-native:keyvault:Secret")
    .map(({ properties: { secretName, properties } }) => {
      const { value } = unwrap(properties) as { value: string };
      return { name: secretName, written: JSON.stringify(value).slice(1, -1) };
    });
}
