/** What Azure and GitHub have, as far as bootstrap asks. */
export interface CloudState {
  subscription: { id: string; tenantId: string; state: string };
  /** Whose commands are logged in. */
  logins: string[];
  isOwner: boolean;
  isAdministrator: boolean;
  registered: string[];
  /** Names that somebody else in the world has. */
  taken: string[];
  /** Resources by `<kind>/<name>`, in the form of az. */
  resources: Record<string, Item>;
  assignments: Item[];
  environments: Item[];
  branches: Record<string, { name: string }[]>;
  /** By environment; the repository's under the empty name. */
  variables: Record<string, Record<string, string>>;
  subject: Item;
  /** Command lines that have changed something. */
  writes: string[];
}

export type Item = Record<string, unknown>;

export const repository = "acme/copilot";
export const subscriptionId = "00000000-0000-4000-8000-0000000005b5";

/** A new subscription, and a repository without environments. */
export function newCloud(): CloudState {
  return {
    subscription: { id: subscriptionId, tenantId: "7e4a", state: "Enabled" },
    logins: ["az", "gh"],
    isOwner: true,
    isAdministrator: true,
    registered: ["Microsoft.Authorization", "microsoft.storage"],
    taken: [],
    resources: {},
    assignments: [],
    environments: [],
    branches: {},
    variables: { "": {} },
    subject: { use_default: true, sub_claim_prefix: "repo:acme@11/copilot@22" },
    writes: [],
  };
}
