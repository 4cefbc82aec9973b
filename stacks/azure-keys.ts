import { z } from "zod";
import { choice, facts, guid, mapValues, matching, text, wholeNumber, yesNo } from "./key-types.ts";
import type { Tier } from "./tiers.ts";

/**
 * Regions of Azure Static Web Apps, of which there are few.
 * Source: https://learn.microsoft.com/azure/static-web-apps/overview#service-regions
 */
const staticSiteRegions = ["westus2", "centralus", "eastus2", "westeurope", "eastasia"] as const;

/** Plans of App Service for Linux that the program knows. */
export const planSkus = [
  "B1",
  "B2",
  "B3",
  "S1",
  "S2",
  "S3",
  "P1v2",
  "P2v2",
  "P0v3",
  "P1v3",
] as const;

const principalTypes = ["User", "Group", "ServicePrincipal"] as const;

/** Values that the tier decides unless the stack does. */
const tierKeys = {
  appServicePlanSku: choice(planSkus).meta(facts("App Service plan", "P1v2")),
  alwaysOn: yesNo().meta(facts("Keeps the application loaded while nobody asks", "true")),
  databaseSku: matching(/^Standard_[BDE]\d+[a-z]*(_v\d)?$/, "a PostgreSQL compute size").meta(
    facts("PostgreSQL compute size", "Standard_D2s_v3"),
  ),
  databaseTier: choice(["Burstable", "GeneralPurpose", "MemoryOptimized"]).meta(
    facts("PostgreSQL compute tier, which the size must belong to", "GeneralPurpose"),
  ),
  databaseStorageGb: wholeNumber(32, 32_767).meta(facts("PostgreSQL storage in GB", "64")),
  highAvailability: yesNo().meta(facts("A PostgreSQL standby in another zone", "false")),
  backupRetentionDays: wholeNumber(7, 35).meta(facts("Days that the database can go back", "14")),
  geoRedundantBackup: yesNo().meta(
    facts("Copies database backups to the paired region; at creation only", "true"),
  ),
  storageReplication: choice(["LRS", "ZRS"]).meta(facts("Copies of each blob", "ZRS")),
  stagingSlot: yesNo().meta(facts("A second site to deploy to and swap with", "true")),
  network: choice(["public", "private"]).meta(
    facts("Whether database, vault and storage can be reached from outside", "private"),
  ),
  samplingPercentage: wholeNumber(0, 100).meta(facts("Share of requests reported", "10")),
  availabilityPlaces: wholeNumber(1, 5).meta(
    facts("Places of the world that ask for the application's health", "5"),
  ),
  logRetentionDays: wholeNumber(30, 730).meta(facts("Days that logs are kept", "90")),
  logDailyCapGb: matching(/^(-1|\d+(\.\d+)?)$/, "a number of GB, or -1 for no limit")
    .transform(Number)
    .meta(facts("Most log volume a day in GB; -1 for no limit", "1")),
  vaultRetentionDays: wholeNumber(7, 90).meta(
    facts("Days that a deleted vault can be had back", "90"),
  ),
  vaultPurgeProtection: yesNo().meta(
    facts("Nobody can purge a deleted vault early; cannot be taken back", "true"),
  ),
  protectData: yesNo().meta(facts("Refuses to delete what holds data", "true")),
  monthlyBudget: wholeNumber(1, 1_000_000).meta(facts("US dollars a month", "250")),
} satisfies Record<keyof Tier, z.ZodType>;

/** Their values stand in `stacks/tiers.ts`; a stack may override each. */
export const tierOverrideSchemas = {
  ...mapValues(tierKeys, (schema) => schema.optional().meta(schema.meta() ?? {})),
} as { [Key in keyof typeof tierKeys]: z.ZodOptional<(typeof tierKeys)[Key]> };

/** Keys of stacks on Azure. */
export const azureKeys = {
  tier: choice(["dev", "staging", "prod"])
    .optional()
    .meta(facts("Sizes and switches on Azure; the stack's name unless set", "dev")),
  location: matching(/^[a-z]+\d?$/, "an Azure region in short form")
    .default("westeurope")
    .meta(facts("Azure region", "westeurope")),
  staticSiteLocation: choice(staticSiteRegions)
    .default("westeurope")
    .meta(facts("Azure region of the front end, which few regions have", "westeurope")),
  owner: text().default("platform").meta(facts("Value of the tag `owner`", "team-chats")),
  costCentre: text().default("platform").meta(facts("Value of the tag `costCentre`", "4711")),
  alertEmails: text()
    .optional()
    .meta(
      facts(
        "Who is told of alerts and the budget; addresses separated by commas",
        "ops@example.com",
      ),
    ),
  allowedIpRanges: z
    .string()
    .default("")
    .meta(
      facts(
        "Who may reach a public database: name=first-last, separated by commas",
        "office=203.0.113.4-203.0.113.7",
      ),
    ),
  databaseAdministratorObjectId: guid()
    .optional()
    .meta(
      facts(
        "Object id of the Entra administrator of PostgreSQL",
        "00000000-0000-0000-0000-000000000000",
      ),
    ),
  databaseAdministratorName: text()
    .optional()
    .meta(facts("Its name: a user's sign-in name or a group's display name", "dba-team")),
  databaseAdministratorType: choice(principalTypes)
    .default("Group")
    .meta(facts("Its kind", "Group")),
  releaseUploaderObjectId: guid()
    .optional()
    .meta(
      facts(
        "Object id of who runs `pulumi up` and so uploads packages; the database administrator unless set",
        "00000000-0000-0000-0000-000000000000",
      ),
    ),
  releaseUploaderType: choice(principalTypes)
    .default("ServicePrincipal")
    .meta(facts("Its kind", "ServicePrincipal")),
  budgetStartDate: matching(/^\d{4}-(0[1-9]|1[0-2])-01$/, "the first of a month as YYYY-MM-01")
    .optional()
    .meta(facts("Month from which the budget counts; Azure takes no past one", "2026-12-01")),
  secretExpiryDate: matching(/^\d{4}-(0[1-9]|1[0-2])-\d{2}$/, "a date as YYYY-MM-DD")
    .optional()
    .meta(facts("Day by which the vault's secrets must have been renewed", "2027-11-30")),

  ...tierOverrideSchemas,
};

/** What Azure cannot do without and nobody can choose for its owner. */
export const requiredOnAzure = [
  "alertEmails",
  "databaseAdministratorObjectId",
  "databaseAdministratorName",
  "budgetStartDate",
  "secretExpiryDate",
] as const satisfies (keyof typeof azureKeys)[];
