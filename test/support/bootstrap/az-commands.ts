import { randomUUID } from "node:crypto";
import type { Options } from "./options.ts";
import { all, need, needProvider, put } from "./resources.ts";
import type { CloudState, Item } from "./state.ts";

export interface AzCommand {
  /** Options beside those of every command. */
  takes: string[];
  /** What may be missing of them. */
  optional?: string[];
  run: (state: CloudState, given: Options) => unknown;
}

const inGroup = ["--name", "--resource-group"];
const blobService = ["--account-name", "--resource-group"];
const closing = [
  "--https-only",
  "--min-tls-version",
  "--allow-blob-public-access",
  "--allow-shared-key-access",
  "--allow-cross-tenant-replication",
];

const lockTarget = ["--resource-group", "--resource", "--resource-type"];
const credential = [
  "--name",
  "--identity-name",
  "--resource-group",
  "--issuer",
  "--subject",
  "--audiences",
];

const roles = [
  "Reader",
  "Contributor",
  "Role Based Access Control Administrator",
  "Locks Contributor",
  "Storage Blob Data Reader",
  "Storage Blob Data Contributor",
  "Key Vault Crypto User",
];

/** By their words. */
export const azCommands: Record<string, AzCommand> = {
  "account show": {
    takes: ["--subscription"],
    run: ({ subscription }) => subscription,
  },
  "provider list": { takes: ["--query"], run: ({ registered }) => registered },
  "provider register": {
    takes: ["--namespace", "--wait"],
    run: ({ registered }, given) => {
      registered.push(given["--namespace"] ?? "");
      return undefined;
    },
  },
  "group list": { takes: [], run: (state) => all(state, "group") },
  "group create": {
    takes: ["--name", "--location", "--tags"],
    run: (state, given) => put(state, "group", named(given), {}),
  },
  "storage account list": { takes: [], run: (state) => all(state, "account") },
  "storage account check-name": { takes: ["--name"], run: availability },
  "storage account create": {
    takes: [...inGroup, ...closing, "--location", "--kind", "--sku"],
    run(state, given) {
      needProvider(state, "Microsoft.Storage");
      need(state, "group", given["--resource-group"]);
      return put(state, "account", named(given), accountOf(given));
    },
  },
  "storage account update": {
    takes: [...inGroup, ...closing],
    run: (state, given) => Object.assign(need(state, "account", named(given)), accountOf(given)),
  },
  "storage account blob-service-properties show": {
    takes: blobService,
    run: (state, given) => ({
      isVersioningEnabled: null,
      deleteRetentionPolicy: { enabled: false, days: null },
      containerDeleteRetentionPolicy: null,
      ...(need(state, "account", given["--account-name"]).blobs as Item | undefined),
    }),
  },
  "storage account blob-service-properties update": {
    takes: [
      ...blobService,
      "--enable-versioning",
      "--enable-delete-retention",
      "--delete-retention-days",
      "--enable-container-delete-retention",
      "--container-delete-retention-days",
    ],
    run(state, given) {
      need(state, "account", given["--account-name"]).blobs = {
        isVersioningEnabled: given["--enable-versioning"] === "true",
        deleteRetentionPolicy: retention(
          given["--enable-delete-retention"],
          given["--delete-retention-days"],
        ),
        containerDeleteRetentionPolicy: retention(
          given["--enable-container-delete-retention"],
          given["--container-delete-retention-days"],
        ),
      };
      return undefined;
    },
  },
  "storage container-rm list": {
    takes: ["--storage-account", "--resource-group"],
    run(state, given) {
      need(state, "account", given["--storage-account"]);
      return all(state, "container");
    },
  },
  "storage container-rm create": {
    takes: [...inGroup, "--storage-account", "--public-access"],
    run(state, given) {
      need(state, "account", given["--storage-account"]);
      return put(state, "container", named(given), { publicAccess: given["--public-access"] });
    },
  },
  "lock list": {
    takes: lockTarget,
    run(state, given) {
      need(state, "account", given["--resource"]);
      return all(state, "lock");
    },
  },
  "lock create": {
    takes: ["--name", "--lock-type", ...lockTarget],
    run(state, given) {
      need(state, "account", given["--resource"]);
      return put(state, "lock", named(given), { level: given["--lock-type"] });
    },
  },
  "keyvault list": { takes: [], run: (state) => all(state, "vault") },
  "keyvault check-name": { takes: ["--name"], run: availability },
  "keyvault create": {
    takes: [
      ...inGroup,
      "--location",
      "--enable-rbac-authorization",
      "--enable-purge-protection",
      "--retention-days",
    ],
    run(state, given) {
      needProvider(state, "Microsoft.KeyVault");
      need(state, "group", given["--resource-group"]);
      return put(state, "vault", named(given), { given });
    },
  },
  rest: {
    takes: ["--method", "--url"],
    optional: ["--body"],
    run(state, given) {
      const [, vault, key] =
        /^https:\/\/management\.azure\.com\/subscriptions\/[\w-]+\/resourceGroups\/[\w-]+\/providers\/Microsoft\.KeyVault\/vaults\/([\w-]+)\/keys(?:\/(\w+))?\?api-version=2023-07-01$/.exec(
          given["--url"] ?? "",
        ) ?? [];
      need(state, "vault", vault);
      if (given["--method"] === "get" && key === undefined) return { value: all(state, "key") };
      const { properties } = JSON.parse(given["--body"] ?? "");
      return put(state, "key", key ?? "", properties);
    },
  },
  "role definition list": {
    takes: ["--custom-role-only", "--name"],
    run: (state, given) => all(state, "role").filter(({ name }) => name === named(given)),
  },
  "role definition create": {
    takes: ["--role-definition"],
    run(state, given) {
      const definition = JSON.parse(given["--role-definition"] ?? "");
      return put(state, "role", definition.Name, definition);
    },
  },
  "identity list": { takes: [], run: (state) => all(state, "identity") },
  "identity create": {
    takes: [...inGroup, "--location"],
    run(state, given) {
      needProvider(state, "Microsoft.ManagedIdentity");
      need(state, "group", given["--resource-group"]);
      const ids = { clientId: randomUUID(), principalId: randomUUID() };
      const resourceGroup = given["--resource-group"];
      return put(state, "identity", named(given), { ...ids, resourceGroup });
    },
  },
  "identity federated-credential list": {
    takes: ["--identity-name", "--resource-group"],
    run: (state, given) =>
      (need(state, "identity", given["--identity-name"]).credentials as Item[]) ?? [],
  },
  "identity federated-credential create": { takes: credential, run: trust },
  "identity federated-credential update": { takes: credential, run: trust },
  "role assignment list": {
    takes: ["--all"],
    optional: ["--fill-principal-name"],
    run: ({ assignments }) => assignments,
  },
  "role assignment create": {
    takes: ["--assignee-object-id", "--assignee-principal-type", "--role", "--scope"],
    optional: ["--condition", "--condition-version"],
    run(state, given) {
      const { "--assignee-object-id": principalId, "--role": role, "--scope": scope } = given;
      const isKnown = all(state, "identity").some((one) => one.principalId === principalId);
      if (!isKnown) throw new Error("ERROR: (PrincipalNotFound) no such principal");
      if (!roles.includes(role ?? "")) need(state, "role", role);
      const condition = given["--condition"] ?? null;
      if ((condition === null) !== (given["--condition-version"] === undefined)) {
        throw new Error("ERROR: a condition takes its version");
      }
      const assignment = { principalId, roleDefinitionName: role, scope };
      const key = JSON.stringify(assignment);
      const isThere = state.assignments.some(
        ({ id: _, condition: __, ...one }) => JSON.stringify(one) === key,
      );
      if (isThere) throw new Error("ERROR: (RoleAssignmentExists)");
      state.assignments.push({ ...assignment, id: randomUUID(), condition });
      return assignment;
    },
  },
  "role assignment delete": {
    takes: ["--ids"],
    run(state, given) {
      state.assignments = state.assignments.filter(({ id }) => id !== given["--ids"]);
      return undefined;
    },
  },
};

function trust(state: CloudState, given: Options): Item {
  const identity = need(state, "identity", given["--identity-name"]);
  const { "--issuer": issuer, "--subject": subject, "--audiences": audience } = given;
  const made = { name: named(given), issuer, subject, audiences: [audience] };
  identity.credentials = [made];
  return made;
}

const named = (given: Options) => given["--name"] ?? "";

function accountOf(given: Options): Item {
  return {
    resourceGroup: given["--resource-group"],
    enableHttpsTrafficOnly: given["--https-only"] === "true",
    minimumTlsVersion: given["--min-tls-version"],
    allowBlobPublicAccess: given["--allow-blob-public-access"] === "true",
    allowSharedKeyAccess: given["--allow-shared-key-access"] === "true",
    allowCrossTenantReplication: given["--allow-cross-tenant-replication"] === "true",
  };
}

function retention(enabled: string | undefined, days: string | undefined): Item {
  return { enabled: enabled === "true", days: Number(days) };
}

function availability(state: CloudState, given: Options): Item {
  const nameAvailable = !state.taken.includes(named(given));
  return { nameAvailable, message: nameAvailable ? null : `${named(given)} is already taken.` };
}
