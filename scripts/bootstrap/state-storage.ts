import type { Operator } from "../operator.ts";
import { has, inSubscription, isMade, type Named, type Place, refuseTaken } from "./place.ts";

/** Container of the engine's state. */
export const containerName = "state";

/** Days that what was deleted or overwritten can be brought back. */
const recoveryDays = 30;

/** Makes what is missing of the storage account `name` for the engine's state. */
export async function makeStateStorage(operator: Operator, place: Place, name: string) {
  await makeAccount(operator, place, name);
  await makeContainer(operator, place, name);
  await makeLock(operator, place, name);
}

/** Only logins of Entra over TLS, never a key that lies about in some file. */
const accountSettings = {
  "https-only": "true",
  "min-tls-version": "TLS1_2",
  "allow-blob-public-access": "false",
  "allow-shared-key-access": "false",
  "allow-cross-tenant-replication": "false",
};

interface Account extends Named {
  resourceGroup: string;
  enableHttpsTrafficOnly: boolean;
  minimumTlsVersion: string;
  allowBlobPublicAccess: boolean | null;
  allowSharedKeyAccess: boolean | null;
  allowCrossTenantReplication: boolean | null;
}

async function makeAccount(operator: Operator, place: Place, name: string) {
  const list = ["storage", "account", "list", ...inSubscription(place)];
  const account = (await operator.ask<Account[]>("az", list)).find((one) => one.name === name);
  const settings = Object.entries(accountSettings).flatMap(([key, value]) => [`--${key}`, value]);
  const named = ["--name", name, "--resource-group", place.resourceGroup];
  if (!account) {
    const check = ["storage", "account", "check-name", "--name", name, ...inSubscription(place)];
    refuseTaken(name, await operator.ask("az", check));
    const kind = ["--location", place.location, "--kind", "StorageV2", "--sku", "Standard_ZRS"];
    await operator.change({
      what: `makes the storage account ${name} for the state`,
      program: "az",
      args: [
        "storage",
        "account",
        "create",
        ...named,
        ...kind,
        ...settings,
        ...inSubscription(place),
      ],
    });
    return;
  }
  if (isClosed(account)) return;
  await operator.change({
    what: `closes the storage account ${name} to keys and to the public`,
    program: "az",
    args: ["storage", "account", "update", ...named, ...settings, ...inSubscription(place)],
  });
}

function isClosed(account: Account): boolean {
  return (
    account.enableHttpsTrafficOnly &&
    account.minimumTlsVersion === "TLS1_2" &&
    account.allowBlobPublicAccess === false &&
    account.allowSharedKeyAccess === false &&
    account.allowCrossTenantReplication === false
  );
}

interface BlobService {
  isVersioningEnabled: boolean | null;
  deleteRetentionPolicy: { enabled: boolean; days: number | null } | null;
  containerDeleteRetentionPolicy: { enabled: boolean; days: number | null } | null;
}

/** The container and what holds for its blobs. Made by the management plane, which takes no role on data. */
async function makeContainer(operator: Operator, place: Place, account: string) {
  const group = ["--resource-group", place.resourceGroup, ...inSubscription(place)];
  const service = ["storage", "account", "blob-service-properties"];
  const isThere = await isMade(operator, place, ["storage", "account", "list"], account);
  const known = isThere
    ? await operator.ask<BlobService>("az", [
        ...service,
        "show",
        "--account-name",
        account,
        ...group,
      ])
    : undefined;
  if (!isRecoverable(known)) {
    const days = String(recoveryDays);
    const settings = [
      ...["--enable-versioning", "true"],
      ...["--enable-delete-retention", "true", "--delete-retention-days", days],
      ...["--enable-container-delete-retention", "true", "--container-delete-retention-days", days],
    ];
    await operator.change({
      what: `keeps what is overwritten or deleted in ${account} for ${days} days`,
      program: "az",
      args: [...service, "update", "--account-name", account, ...settings, ...group],
    });
  }
  const containers = ["storage", "container-rm"];
  const inAccount = ["--storage-account", account, ...group];
  const made = isThere
    ? await operator.ask<Named[]>("az", [...containers, "list", ...inAccount])
    : [];
  if (has(made, containerName)) return;
  await operator.change({
    what: `makes the container ${containerName}`,
    program: "az",
    args: [
      ...containers,
      "create",
      "--name",
      containerName,
      "--public-access",
      "off",
      ...inAccount,
    ],
  });
}

function isRecoverable(service: BlobService | undefined): boolean {
  const policies = [service?.deleteRetentionPolicy, service?.containerDeleteRetentionPolicy];
  const areLong = policies.every((one) => one?.enabled && (one.days ?? 0) >= recoveryDays);
  return service?.isVersioningEnabled === true && areLong;
}

/** Keeps the account from being deleted; blobs, like the engine's own locks, still come and go. */
async function makeLock(operator: Operator, place: Place, account: string) {
  const target = [
    ...["--resource-group", place.resourceGroup, "--resource", account],
    ...["--resource-type", "Microsoft.Storage/storageAccounts", ...inSubscription(place)],
  ];
  const isThere = await isMade(operator, place, ["storage", "account", "list"], account);
  const locks = isThere ? await operator.ask<Named[]>("az", ["lock", "list", ...target]) : [];
  if (has(locks, "keep-state")) return;
  await operator.change({
    what: `locks the storage account ${account} against deletion`,
    program: "az",
    args: ["lock", "create", "--name", "keep-state", "--lock-type", "CanNotDelete", ...target],
  });
}
