import { containsUnknown, unwrap } from "../../../../providers/process/secrets.ts";
import { undeclared } from "../sdk.ts";
import type { CheckFailure } from "../serve.ts";
import { isTree, type Wire } from "../wire.ts";
import { pathOf } from "./ids.ts";

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Names that Azure refuses. Source: Azure resource naming rules
 * (https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules).
 */
const namePatterns: Record<string, { property: string; pattern: RegExp }> = {
  "keyvault:Vault": {
    property: "vaultName",
    pattern: /^(?!.*--)[a-z][a-z0-9-]{1,22}[a-z0-9]$/i,
  },
  "keyvault:Secret": { property: "secretName", pattern: /^[a-z0-9-]{1,127}$/i },
  "storage:StorageAccount": { property: "accountName", pattern: /^[a-z0-9]{3,24}$/ },
  "storage:BlobContainer": {
    property: "containerName",
    pattern: /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  },
  "dbforpostgresql:Server": {
    property: "serverName",
    pattern: /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  },
  "web:WebApp": { property: "name", pattern: /^[a-z0-9][a-z0-9-]{0,58}[a-z0-9]$/i },
  "authorization:RoleAssignment": { property: "roleAssignmentName", pattern: uuidPattern },
};

/** Everything that is wrong with the inputs before Azure is asked. */
export function inputFailures(token: string, inputs: Wire): CheckFailure[] {
  const failures = undeclared(token, inputs);
  if (failures.length === 0 && pathOf(token) === undefined) {
    const reason = `the stand-in does not know where Azure keeps ${token}; add it to ids.ts`;
    return [{ property: "", reason }];
  }
  return [...failures, ...nameFailures(token, inputs), ...brokenTexts(inputs)];
}

function nameFailures(token: string, inputs: Wire): CheckFailure[] {
  const rule = namePatterns[token.replace(/^azure-native:/, "")];
  if (!rule) return [];
  const name = unwrap(inputs[rule.property]);
  if (containsUnknown(name) || rule.pattern.test(String(name))) return [];
  const { property, pattern } = rule;
  return [
    { property, reason: `is no name that Azure takes, got "${name}"; must match ${pattern}` },
  ];
}

/** Text that was made of a value before it was there. */
const brokenText = /\bundefined\b|\[object Object\]|Calling \[to(String|JSON)\] on an \[Output/;

function brokenTexts(inputs: Wire): CheckFailure[] {
  return Object.entries(inputs)
    .filter(([, value]) => textsIn(unwrap(value)).some((text) => brokenText.test(text)))
    .map(([property]) => ({ property, reason: "was made of a value that is not there" }));
}

/** Every text of the value, at any depth. */
export function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isTree(value) ? Object.values(value).flatMap(textsIn) : [];
}
