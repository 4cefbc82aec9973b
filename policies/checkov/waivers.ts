import type { Waiver } from "../waivers.ts";

/**
 * Rules of Checkov that we do not keep where no policy of ours has a waiver for the same: what our
 * policies ask of production or of private networks alone, and what Checkov takes for something else.
 */
export const checkovWaivers: readonly Waiver[] = [
  {
    policy: "CKV_AZURE_225",
    resource: "backend-plan",
    tiers: ["dev", "staging"],
    reason: "A Basic plan cannot spread over zones, and a better one does not fit the budget.",
    expires: "2027-10-31",
  },
  {
    policy: "CKV_AZURE_212",
    resource: /^backend(-slot)?-site$/,
    reason: "Checkov asks the site for what its plan decides, where one instance fits the budget.",
    expires: "2027-10-31",
  },
  {
    policy: "CKV_AZURE_222",
    resource: "backend-site",
    tiers: ["dev", "staging"],
    reason: "The page of a Free static site and the collectors call the API over the Internet.",
    expires: "2027-10-31",
  },
  {
    policy: "CKV_AZURE_59",
    resource: /^(storage|releases)-account$/,
    tiers: ["dev", "staging"],
    reason:
      "Without a virtual network a site reaches accounts by their address; logins guard them.",
    expires: "2027-10-31",
  },
  {
    policy: "CKV_AZURE_35",
    resource: /^(storage|releases)-account$/,
    tiers: ["dev", "staging"],
    reason: "Without a virtual network there is no network to name; logins guard the accounts.",
    expires: "2027-10-31",
  },
  {
    policy: "CKV_AZURE_206",
    resource: /^(storage|releases)-account$/,
    tiers: ["dev", "staging"],
    reason: "What is lost with a data centre there can be had again from its sources.",
    expires: "2027-10-31",
  },
  {
    policy: "CKV_AZURE_109",
    resource: "vault-vault",
    tiers: ["dev", "staging"],
    reason: "Without a virtual network there is no network to name; roles guard the secrets.",
    expires: "2027-10-31",
  },
  {
    policy: "CKV_AZURE_189",
    resource: "vault-vault",
    tiers: ["dev", "staging"],
    reason: "Without a virtual network a site reaches the vault by its address; roles guard it.",
    expires: "2027-10-31",
  },
  ...["CKV_AZURE_110", "CKV_AZURE_42"].map((policy) => ({
    policy,
    resource: "vault-vault",
    tiers: ["dev", "staging"] as const,
    reason: "Tiers that come and go would keep the names of their vaults for months.",
    expires: "2027-10-31",
  })),
  ...[
    "CKV_AZURE_13",
    "CKV_AZURE_63",
    "CKV_AZURE_65",
    "CKV_AZURE_66",
    "CKV_AZURE_80",
    "CKV_AZURE_88",
    "CKV_AZURE_222",
  ].map((policy) => ({
    policy,
    resource: "backend-slot-sticky-settings",
    tiers: ["prod"] as const,
    reason: "Checkov takes the list of settings that stay with the slot for a site.",
    expires: "2027-10-31",
  })),
];
