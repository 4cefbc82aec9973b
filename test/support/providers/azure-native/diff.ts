import { isDeepStrictEqual } from "node:util";
import { isSecret } from "../../../../providers/process/secrets.ts";
import type { Difference } from "../serve.ts";
import { isTree, type Wire } from "../wire.ts";
import { pathProperties } from "./ids.ts";

/**
 * What can be chosen at creation only, beside the id and the location. Sources: PostgreSQL
 * (https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-backup-restore and
 * concepts-networking-private), storage
 * (https://learn.microsoft.com/azure/storage/common/infrastructure-encryption-enable), roles
 * (https://github.com/pulumi/pulumi-azure-native/issues/625).
 */
const createOnly: Record<string, string[]> = {
  "dbforpostgresql:Server": [
    "backup.geoRedundantBackup",
    "network.delegatedSubnetResourceId",
    "network.privateDnsZoneArmResourceId",
  ],
  "storage:StorageAccount": ["encryption.requireInfrastructureEncryption"],
  "authorization:RoleAssignment": ["principalId", "roleDefinitionId"],
};

/** The real provider deletes before it replaces, whatever was changed. */
export function diffInputs(token: string, olds: Wire, news: Wire): Difference {
  const differs = (path: string) => !isDeepStrictEqual(valueAt(olds, path), valueAt(news, path));
  const replacing = [
    ...pathProperties(token),
    "location",
    ...(createOnly[token.replace(/^azure-native:/, "")] ?? []),
  ];
  return {
    changes: [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(differs),
    replaces: [...new Set(replacing)].filter(differs),
    deletesFirst: true,
  };
}

function valueAt(tree: Wire, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => {
    const inner = isSecret(value) ? value.value : value;
    return isTree(inner) ? inner[key] : undefined;
  }, tree);
}
