import { unwrap } from "../../../../providers/process/secrets.ts";
import type { Wire } from "../wire.ts";
import { type Cloud, comesWithParent } from "./cloud.ts";
import { parentOf } from "./ids.ts";
import { textsIn } from "./rules.ts";

/** Throws what Azure answers to a resource that is there already. */
export function refuseDuplicate(cloud: Cloud, token: string, id: string, inputs: Wire): void {
  if (cloud.find(id)) throw new Error(`cannot create already existing resource '${id}'`);
  if (!token.endsWith(":RoleAssignment")) return;
  const key = grantOf(inputs);
  const twin = Object.entries(cloud.all()).find(
    ([, other]) => other.token === token && grantOf(other.properties) === key,
  );
  if (twin) throw new Error(`RoleAssignmentExists: ${id} grants the same as ${twin[0]}`);
}

function grantOf(inputs: Wire): string {
  const { principalId, roleDefinitionId, scope } = unwrap(inputs) as Wire;
  return [principalId, roleDefinitionId, scope].join("\0").toLowerCase();
}

/**
 * Throws when the parent, or another resource that an input names by its id, does not exist: what
 * was named without a dependency is not there in time.
 */
export function refuseMissing(cloud: Cloud, id: string, inputs: Wire): void {
  const parent = parentOf(id);
  if (!cloud.has(parent)) {
    throw new Error(`ParentResourceNotFound: ${id} needs ${parent}, which does not exist`);
  }
  const missing = textsIn(unwrap(inputs)).find((text) => isResourceId(text) && !cloud.has(text));
  if (missing) {
    throw new Error(`InvalidResourceReference: ${id} names ${missing}, which does not exist`);
  }
}

/** Of something in a resource group; built-in roles have ids outside of them. */
function isResourceId(text: string): boolean {
  return /^\/subscriptions\/[^/\s]+\/resourceGroups\/[^\s:;,]+$/i.test(text);
}

/** Throws when a lock covers the resource, or when others still live in it. */
export function refuseDelete(cloud: Cloud, id: string): void {
  const lock = cloud.find(id)?.token.includes(":ManagementLock") ? undefined : lockOver(cloud, id);
  if (lock) throw new Error(`ScopeLocked: ${id} cannot be deleted while ${lock} exists`);
  if (comesWithParent(id)) return;
  const child = Object.keys(cloud.all()).find((other) => isWithin(other, id));
  if (child) throw new Error(`CannotDeleteResource: ${id} still holds ${child}`);
}

function lockOver(cloud: Cloud, id: string): string | undefined {
  return Object.entries(cloud.all())
    .filter(([, { token, properties }]) => {
      return token.includes(":ManagementLock") && properties.level === "CanNotDelete";
    })
    .map(([lock]) => lock)
    .find((lock) => isWithin(`${id}/`, parentOf(lock)));
}

function isWithin(id: string, scope: string): boolean {
  return id.toLowerCase().startsWith(`${scope.toLowerCase()}/`);
}
