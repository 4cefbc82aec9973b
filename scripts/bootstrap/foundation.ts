import { physicalName } from "../../components/azure/names.ts";
import type { Operator } from "../operator.ts";
import { groupId, has, inSubscription, type Named, type Place } from "./place.ts";
import { containerName, makeStateStorage } from "./state-storage.ts";
import { keyName, makeKeyVault, vaultId } from "./vault.ts";

/** Where the engine keeps its state and the key of its secrets. */
export interface Foundation {
  /** Resource ids, which roles are given on. */
  containerId: string;
  vaultId: string;
  backendUrl: string;
  secretsProvider: string;
}

/** Makes what is missing of the place for the state and of the key for its secrets. */
export async function layFoundation(operator: Operator, place: Place): Promise<Foundation> {
  const account = physicalName("storageAccount", "copilot-state", undefined, place.suffix);
  const vault = physicalName("vault", "copilot-state", undefined, place.suffix);
  await makeGroup(operator, place);
  await makeStateStorage(operator, place, account);
  await makeKeyVault(operator, place, vault);
  const providers = `${groupId(place)}/providers`;
  const storageId = `${providers}/Microsoft.Storage/storageAccounts/${account}`;
  return {
    containerId: `${storageId}/blobServices/default/containers/${containerName}`,
    vaultId: vaultId(place, vault),
    backendUrl: `azblob://${containerName}?storage_account=${account}`,
    secretsProvider: `azurekeyvault://${vault}.vault.azure.net/keys/${keyName}`,
  };
}

async function makeGroup(operator: Operator, place: Place) {
  const { resourceGroup, location } = place;
  const groups = await operator.ask<Named[]>("az", ["group", "list", ...inSubscription(place)]);
  if (has(groups, resourceGroup)) return;
  const names = ["--name", resourceGroup, "--location", location];
  await operator.change({
    what: `makes the resource group ${resourceGroup}`,
    program: "az",
    args: ["group", "create", ...names, "--tags", "project=copilot", ...inSubscription(place)],
  });
}
