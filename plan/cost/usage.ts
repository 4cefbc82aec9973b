import { type TierName, tiers } from "../../stacks/tiers.ts";

/** What a stack's plan does not say and its bill depends on, a month. An assumption, not a measure. */
export interface Usage {
  /** Backups that the database server keeps in its own region, in GB. */
  databaseBackupGb: number;
  /** By logical name of the storage account. */
  blobs: Record<string, BlobUsage>;
  /** Reads of secrets: at each start of the application, and once a day in between. */
  vaultOperations: number;
  /** Logs, traces and platform metrics that reach the workspace, in GB a day. */
  logGbPerDay: number;
  /** Answers to people and what leaves the region otherwise, in GB. */
  outboundGb: number;
  /** Through each private endpoint and in each direction, in GB. */
  privateEndpointGb: number;
  /** Look-ups in each private DNS zone. */
  dnsQueries: number;
}

export interface BlobUsage {
  /** Old versions and deleted blobs that can still be had back are in it. */
  storedGb: number;
  writes: number;
  reads: number;
}

/** One package of the application is about 10 MB. */
const releases: BlobUsage = { storedGb: 1, writes: 1_000, reads: 5_000 };

/** A few people who try changes; nobody is there at night. */
const tryingOut: Usage = {
  databaseBackupGb: 10,
  blobs: {
    "storage-account": { storedGb: 2, writes: 20_000, reads: 50_000 },
    "releases-account": releases,
  },
  vaultOperations: 20_000,
  logGbPerDay: 0.1,
  outboundGb: 5,
  privateEndpointGb: 2,
  dnsQueries: 500_000,
};

/** A team of about fifty. */
const team: Usage = {
  databaseBackupGb: 50,
  blobs: {
    "storage-account": { storedGb: 50, writes: 200_000, reads: 500_000 },
    "releases-account": releases,
  },
  vaultOperations: 100_000,
  logGbPerDay: 0.3,
  outboundGb: 50,
  privateEndpointGb: 20,
  dnsQueries: 2_000_000,
};

export const usages: Record<TierName, Usage> = { dev: tryingOut, staging: tryingOut, prod: team };

/** Free units belong to the whole subscription or billing account; three tiers share it. */
export const freeShare = 1 / Object.keys(tiers).length;

/** Hours of a month, as Azure's own calculator counts them. */
export const hoursPerMonth = 730;

export const daysPerMonth = hoursPerMonth / 24;
