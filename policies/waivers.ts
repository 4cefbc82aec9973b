import type { TierName } from "../stacks/tiers.ts";

/** A policy that we do not keep, and why that is right for us. */
export interface Waiver {
  /** Id of the policy. */
  policy: string;
  /** Logical name of the resource, or what its name looks like; default every resource. */
  resource?: string | RegExp;
  /** Default every tier. */
  tiers?: readonly TierName[];
  /** One honest sentence. */
  reason: string;
  /** Last day on which it holds, an ISO date: choices that are meant to stay are reviewed too. */
  expires: string;
}

export const waivers: readonly Waiver[] = [
  {
    policy: "azure-site-always-on",
    tiers: ["dev", "staging"],
    reason:
      "Sites of these tiers may unload while nobody asks: only their developers wait for a start.",
    expires: "2027-10-31",
  },
  {
    policy: "azure-site-no-public-network",
    tiers: ["prod"],
    reason: "The page of a Free static site and the collectors call the API over the Internet.",
    expires: "2027-10-31",
  },
  {
    policy: "azure-site-client-certificates",
    reason:
      "Browsers and collectors have no certificate of ours; the application asks for a token.",
    expires: "2027-10-31",
  },
  {
    policy: "azure-site-built-in-login",
    reason: "The application issues and checks its own tokens, here as on every other runtime.",
    expires: "2027-10-31",
  },
  {
    policy: "azure-plan-sku",
    tiers: ["dev", "staging"],
    reason: "B1 fits the budget of these tiers, and they need no slot.",
    expires: "2027-10-31",
  },
  {
    policy: "azure-plan-instances",
    tiers: ["prod"],
    reason:
      "A second instance doubles the cost of the plan, and Azure replaces one that is unhealthy.",
    expires: "2027-10-31",
  },
  {
    policy: "azure-plan-zones",
    tiers: ["prod"],
    reason: "Spreading over zones needs two instances or more, and the budget has one.",
    expires: "2027-10-31",
  },
  {
    policy: "azure-database-no-password-login",
    reason:
      "The application and its migrations log in with passwords that only the vault hands out.",
    expires: "2027-05-31",
  },
  {
    policy: "azure-database-no-azure-services",
    tiers: ["dev", "staging"],
    reason:
      "Without a virtual network a site has no address of its own to let in; it still logs in.",
    expires: "2027-10-31",
  },
  {
    policy: "azure-database-audit",
    tiers: ["prod"],
    reason:
      "Loading pgaudit restarts the server, which a deployment must not; connections are logged.",
    expires: "2027-05-31",
  },
  {
    policy: "azure-storage-firewall",
    resource: "releases-account",
    tiers: ["prod"],
    reason:
      "The workflow uploads code from the Internet, with an Entra login; no chats are in there.",
    expires: "2027-10-31",
  },
  {
    policy: "azure-storage-no-public-network",
    resource: "releases-account",
    tiers: ["prod"],
    reason:
      "The workflow uploads code from the Internet, with an Entra login; no chats are in there.",
    expires: "2027-10-31",
  },
  {
    policy: "azure-storage-private-endpoint",
    resource: "releases-account",
    tiers: ["prod"],
    reason:
      "Sites load code by the public address that the workflow uploads to; no chats are in there.",
    expires: "2027-10-31",
  },
  {
    policy: "azure-storage-versions",
    resource: "releases-blobs",
    tiers: ["prod"],
    reason: "A package is named by the hash of what it holds, so none is overwritten by another.",
    expires: "2027-10-31",
  },
  {
    policy: "azure-storage-regions",
    tiers: ["prod"],
    reason:
      "Three zones outlive a data centre; what must outlive a region is in the database's backups.",
    expires: "2027-10-31",
  },
  {
    policy: "azure-insights-entra-only",
    tiers: ["prod"],
    reason:
      "The application sends telemetry with the key in its connection string, kept in the vault.",
    expires: "2027-05-31",
  },
  {
    policy: "azure-workspace-replication",
    tiers: ["prod"],
    reason: "Replication is billed for every gigabyte, and logs are not what a team cannot lose.",
    expires: "2027-10-31",
  },
];
