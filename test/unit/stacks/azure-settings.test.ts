import { describe, expect, it } from "vitest";
import { recordStack } from "../../../plan/record.ts";
import { anyCheckout } from "../../../plan/stacks.ts";
import { type AzureStackSettings, readSettings, type Settings } from "../../../stacks/settings.ts";
import { tiers } from "../../../stacks/tiers.ts";

const complete = {
  target: "azure",
  alertEmails: "ops@example.com, oncall@example.com",
  databaseAdministratorObjectId: "11111111-2222-3333-4444-555555555555",
  databaseAdministratorName: "dba-team",
  budgetStartDate: "2026-12-01",
  secretExpiryDate: "2027-11-30",
};

async function settingsOf(
  stack: string,
  config: Record<string, string>,
): Promise<AzureStackSettings> {
  let settings: Settings | undefined;
  await recordStack({ project: "copilot", stack, config }, () => {
    settings = readSettings(anyCheckout);
    return {};
  });
  if (settings?.target !== "azure") throw new Error("the program did not run");
  return settings;
}

/** The lines of the message about a wrong configuration. */
async function problemsOf(stack: string, config: Record<string, string>): Promise<string[]> {
  try {
    await settingsOf(stack, config);
  } catch (error) {
    return String(error).split("\n  ").slice(1);
  }
  return [];
}

describe("the settings of a stack on Azure", () => {
  it("take the tier that the stack is named after", async () => {
    const settings = await settingsOf("prod", complete);
    expect(settings.tierName).toBe("prod");
    expect(settings.tier).toEqual(tiers.prod);
    expect(settings.alertEmails).toEqual(["ops@example.com", "oncall@example.com"]);
    expect(settings.allowedIpRanges).toEqual([]);
  });

  it("take any tier that is named, and every value that the stack overrides", async () => {
    const settings = await settingsOf("pr-12", {
      ...complete,
      tier: "dev",
      backupRetentionDays: "9",
      alwaysOn: "true",
      logDailyCapGb: "0.25",
    });
    expect(settings.tier).toEqual({
      ...tiers.dev,
      backupRetentionDays: 9,
      alwaysOn: true,
      logDailyCapGb: 0.25,
    });
  });

  it("name all that is missing at once", async () => {
    expect(await problemsOf("pr-12", { target: "azure" })).toEqual([
      "tier: is needed, because stack pr-12 is no tier, got nothing; use for example dev",
      "alertEmails: is needed on Azure, got nothing; use for example ops@example.com",
      "databaseAdministratorObjectId: is needed on Azure, got nothing; use for example 00000000-0000-0000-0000-000000000000",
      "databaseAdministratorName: is needed on Azure, got nothing; use for example dba-team",
      "budgetStartDate: is needed on Azure, got nothing; use for example 2026-12-01",
      "secretExpiryDate: is needed on Azure, got nothing; use for example 2027-11-30",
    ]);
  });

  it("name wrong values, wrong ranges and impossible combinations at once", async () => {
    const config = {
      ...complete,
      staticSiteLocation: "norwayeast",
      backupRetentionDays: "36",
      alertEmails: "ops@example.com,nobody",
      allowedIpRanges: "office=203.0.113.4-203.0.113.40,home=1.2.3,back=10.0.0.9-10.0.0.8",
      highAvailability: "true",
      stagingSlot: "true",
    };
    expect(await problemsOf("dev", config)).toEqual([
      'staticSiteLocation: must be one of westus2, centralus, eastus2, westeurope, eastasia, got "norwayeast"; use for example westeurope',
      'backupRetentionDays: must be a whole number from 7 to 35, got "36"; use for example 14',
      'alertEmails: "nobody" is no address, got "ops@example.com,nobody"; use for example ops@example.com',
      `allowedIpRanges: "office" covers 37 addresses, at most 10 may be, got "${config.allowedIpRanges}"; use for example office=203.0.113.4-203.0.113.7`,
      `allowedIpRanges: "home=1.2.3-1.2.3" is no range, got "${config.allowedIpRanges}"; use for example office=203.0.113.4-203.0.113.7`,
      `allowedIpRanges: "back=10.0.0.9-10.0.0.8" is no range, got "${config.allowedIpRanges}"; use for example office=203.0.113.4-203.0.113.7`,
      "highAvailability: a Burstable database cannot be highly available, got highAvailability true, databaseTier Burstable, databaseSku Standard_B1ms; use highAvailability false, or databaseTier GeneralPurpose with databaseSku Standard_D2s_v3",
      "stagingSlot: a Basic plan has no deployment slots, got stagingSlot true, appServicePlanSku B1; use stagingSlot false, or appServicePlanSku S1 or larger",
    ]);
  });

  it("refuse ranges of one name, and the name of the rule that lets sites in", async () => {
    const allowedIpRanges = "office=203.0.113.4,office=203.0.113.5,azure-services=203.0.113.6";
    expect(await problemsOf("dev", { ...complete, allowedIpRanges })).toEqual([
      `allowedIpRanges: the name "office" is taken, got "${allowedIpRanges}"; use for example office=203.0.113.4-203.0.113.7`,
      `allowedIpRanges: the name "azure-services" is taken, got "${allowedIpRanges}"; use for example office=203.0.113.4-203.0.113.7`,
    ]);
  });

  it("let the database administrator upload packages, or whom the stack names", async () => {
    const { releaseUploader } = await settingsOf("dev", complete);
    expect(releaseUploader).toEqual((await settingsOf("dev", complete)).databaseAdministrator);
    const releaseUploaderObjectId = "99999999-2222-3333-4444-555555555555";
    expect(
      (await settingsOf("dev", { ...complete, releaseUploaderObjectId })).releaseUploader,
    ).toEqual({ objectId: releaseUploaderObjectId, type: "ServicePrincipal" });
  });

  it("refuse a database size of another compute tier, naming the key that was set", async () => {
    expect(await problemsOf("dev", { ...complete, databaseSku: "Standard_D2s_v3" })).toEqual([
      "databaseSku: the size belongs to another compute tier, got databaseSku Standard_D2s_v3, databaseTier Burstable; use Standard_B… with Burstable, Standard_D… with GeneralPurpose, Standard_E… with MemoryOptimized",
    ]);
  });

  it.each([
    ["alertEmails", ",", "names nobody"],
    ["alertEmails", " ", "must not be empty"],
    ["budgetStartDate", "2026-12-02", "must be the first of a month as YYYY-MM-01"],
    ["secretExpiryDate", "tomorrow", "must be a date as YYYY-MM-DD"],
    ["location", "West Europe", "must be an Azure region in short form"],
    ["backupRetentionDays", "6", "must be a whole number from 7 to 35"],
    ["databaseSku", "D2s", "must be a PostgreSQL compute size"],
    ["databaseAdministratorObjectId", "me", "must be a GUID"],
    ["alwaysOn", "yes", "must be one of true, false"],
  ])("refuse %s %j: %s", async (key, value, wish) => {
    const [first = ""] = await problemsOf("dev", { ...complete, [key]: value });
    expect(first).toContain(`${key}: ${wish}, got ${JSON.stringify(value)}`);
  });
});

describe("the table of tiers", () => {
  it("protects and keeps more from dev to staging to prod", () => {
    const { dev, staging, prod } = tiers;
    for (const key of ["backupRetentionDays", "logRetentionDays", "monthlyBudget"] as const) {
      expect(dev[key]).toBeLessThanOrEqual(staging[key]);
      expect(staging[key]).toBeLessThanOrEqual(prod[key]);
    }
    expect(prod).toMatchObject({
      protectData: true,
      vaultPurgeProtection: true,
      network: "private",
    });
  });

  it.each(Object.keys(tiers))("makes a possible tier of %s", async (stack) => {
    expect(await problemsOf(stack, complete)).toEqual([]);
  });
});
