import type { Operator } from "../operator.ts";
import {
  groupId,
  has,
  inSubscription,
  isMade,
  type Named,
  type Place,
  refuseTaken,
} from "./place.ts";

/** Key that encrypts the secrets of stacks. */
export const keyName = "pulumi";

const keysVersion = "2023-07-01";

/** Makes what is missing of the vault `name` and the key in it. */
export async function makeKeyVault(operator: Operator, place: Place, name: string) {
  await makeVault(operator, place, name);
  await makeKey(operator, place, name);
}

/** Resource id of the vault. */
export function vaultId(place: Place, vault: string): string {
  return `${groupId(place)}/providers/Microsoft.KeyVault/vaults/${vault}`;
}

async function makeVault(operator: Operator, place: Place, name: string) {
  if (await isMade(operator, place, ["keyvault", "list"], name)) return;
  const check = ["keyvault", "check-name", "--name", name, ...inSubscription(place)];
  refuseTaken(name, await operator.ask("az", check));
  const named = ["--name", name, "--resource-group", place.resourceGroup];
  // Without the key no stack's secrets can be read again, so that nobody may purge it.
  const settings = [
    ...["--location", place.location, "--enable-rbac-authorization", "true"],
    ...["--enable-purge-protection", "true", "--retention-days", "90"],
  ];
  await operator.change({
    what: `makes the vault ${name}`,
    program: "az",
    args: ["keyvault", "create", ...named, ...settings, ...inSubscription(place)],
  });
}

/** By the management plane, as the container: `az keyvault key create` takes a role on the vault's data. */
async function makeKey(operator: Operator, place: Place, vault: string) {
  const url = (path: string) =>
    `https://management.azure.com${vaultId(place, vault)}/${path}?api-version=${keysVersion}`;
  const isThere = await isMade(operator, place, ["keyvault", "list"], vault);
  const list = ["rest", "--method", "get", "--url", url("keys"), "--output", "json"];
  const { value: keys } = isThere
    ? await operator.ask<{ value: Named[] }>("az", list)
    : { value: [] };
  if (has(keys, keyName)) return;
  const properties = { kty: "RSA", keySize: 3072, keyOps: ["encrypt", "decrypt"] };
  const put = ["rest", "--method", "put", "--url", url(`keys/${keyName}`), "--output", "json"];
  await operator.change({
    what: `makes the key ${keyName} for the secrets of stacks`,
    program: "az",
    args: [...put, "--body", JSON.stringify({ properties })],
  });
}
