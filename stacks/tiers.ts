/** Every decision that differs between tiers. Add a column here, never an `if` elsewhere. */
export interface Tier {
  /** App Service plan. */
  appServicePlanSku: string;
  /** Keeps the application loaded while nobody asks. */
  alwaysOn: boolean;
  /** PostgreSQL compute, for example `Standard_B1ms`. */
  databaseSku: string;
  databaseTier: "Burstable" | "GeneralPurpose" | "MemoryOptimized";
  databaseStorageGb: number;
  /** A standby in another zone, billed like the primary. */
  highAvailability: boolean;
  /** Days that the database can be restored to, 7 to 35. */
  backupRetentionDays: number;
  /** Copies database backups to the paired region; can be chosen at creation only. */
  geoRedundantBackup: boolean;
  /** LRS keeps three copies in one data centre, ZRS one in each of three zones. */
  storageReplication: "LRS" | "ZRS";
  /** A second site to deploy to and swap with; Standard plans and above. */
  stagingSlot: boolean;
  /** `private` closes database, vault and storage to everything but the virtual network. */
  network: "public" | "private";
  /** Share of requests that the application reports, 0 to 100. */
  samplingPercentage: number;
  /** Places of the world that ask for the application's health, 1 to 5; every question is billed. */
  availabilityPlaces: number;
  /** Days that logs are kept, 30 to 730. */
  logRetentionDays: number;
  /** Most log volume a day in GB; -1 for no limit. */
  logDailyCapGb: number;
  /** Vaults that were deleted stay recoverable this long, 7 to 90. */
  vaultRetentionDays: number;
  /** Nobody can purge a deleted vault early; cannot be taken back. */
  vaultPurgeProtection: boolean;
  /** Refuse to delete or replace what holds data, and lock the resource group. */
  protectData: boolean;
  /** US dollars a month at which the budget warns: what `npm run cost` estimates, rounded up. */
  monthlyBudget: number;
}

export const tiers = {
  dev: {
    appServicePlanSku: "B1",
    alwaysOn: false,
    databaseSku: "Standard_B1ms",
    databaseTier: "Burstable",
    databaseStorageGb: 32,
    highAvailability: false,
    backupRetentionDays: 7,
    geoRedundantBackup: false,
    storageReplication: "LRS",
    stagingSlot: false,
    network: "public",
    samplingPercentage: 100,
    availabilityPlaces: 1,
    logRetentionDays: 30,
    logDailyCapGb: 0.5,
    vaultRetentionDays: 7,
    vaultPurgeProtection: false,
    protectData: false,
    monthlyBudget: 40,
  },
  staging: {
    appServicePlanSku: "B1",
    alwaysOn: false,
    databaseSku: "Standard_B1ms",
    databaseTier: "Burstable",
    databaseStorageGb: 32,
    highAvailability: false,
    backupRetentionDays: 7,
    geoRedundantBackup: false,
    storageReplication: "LRS",
    stagingSlot: false,
    network: "public",
    samplingPercentage: 100,
    availabilityPlaces: 1,
    logRetentionDays: 30,
    logDailyCapGb: 1,
    vaultRetentionDays: 7,
    vaultPurgeProtection: false,
    protectData: false,
    monthlyBudget: 40,
  },
  prod: {
    appServicePlanSku: "P1v2",
    alwaysOn: true,
    databaseSku: "Standard_D2s_v3",
    databaseTier: "GeneralPurpose",
    databaseStorageGb: 64,
    highAvailability: true,
    backupRetentionDays: 14,
    geoRedundantBackup: true,
    storageReplication: "ZRS",
    stagingSlot: true,
    network: "private",
    samplingPercentage: 10,
    availabilityPlaces: 5,
    logRetentionDays: 90,
    logDailyCapGb: -1,
    vaultRetentionDays: 90,
    vaultPurgeProtection: true,
    protectData: true,
    monthlyBudget: 470,
  },
} satisfies Record<string, Tier>;

export type TierName = keyof typeof tiers;
