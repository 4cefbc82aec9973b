import { type AzureType, identityInputs } from "../azure-types.ts";
import type { RecordedResource } from "../graph.ts";
import { besideProperties, type Shape, shapes } from "./shapes.ts";

/** What a plain value becomes; `place` is where it stands in the inputs, as the recorder writes it. */
export type FormOf = (value: unknown, place: string) => unknown;

/**
 * What a resource is told beside its type and name, in the resource manager's form. Plain values go
 * through `formOf`, keys of objects through `keyOf`.
 */
export function bodyOf(
  resource: RecordedResource,
  type: AzureType,
  formOf: FormOf,
  keyOf: (key: string) => string,
): Record<string, unknown> {
  const shape = shapes[resource.type.slice("azure-native:".length)] ?? {};
  const identity = new Set(identityInputs(type));
  const beside: Record<string, unknown> = {};
  const properties: Record<string, unknown> = {};
  for (const [key, input] of Object.entries(resource.inputs)) {
    if (key === shape.repeatsName?.input) properties[shape.repeatsName.as] = input;
    if (identity.has(key)) continue;
    const value = formed(input, { path: key, place: key, shape, formOf, keyOf });
    if (key === "properties") Object.assign(properties, value);
    else if (isBeside(key, shape)) beside[key] = key === "identity" ? identityOf(value) : value;
    else properties[shape.names?.[key] ?? key] = value;
  }
  return Object.keys(properties).length > 0 ? { ...beside, properties } : beside;
}

function isBeside(key: string, { inProperties = [] }: Shape): boolean {
  return besideProperties.includes(key) && !inProperties.includes(key);
}

interface Walk {
  /** With `[]` for items, as in a shape. */
  path: string;
  /** With the number of each item, as the recorder writes it. */
  place: string;
  shape: Shape;
  formOf: FormOf;
  keyOf: (key: string) => string;
}

function formed(value: unknown, walk: Walk): unknown {
  const { path, place, shape, formOf, keyOf } = walk;
  if (Array.isArray(value)) {
    return value.map((item, index) =>
      formed(item, { ...walk, path: `${path}[]`, place: `${place}[${index}]` }),
    );
  }
  if (typeof value !== "object" || value === null) return formOf(value, place);
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => {
    const below = { ...walk, path: `${path}.${key}`, place: `${place}.${key}` };
    return [shape.names?.[below.path] ?? keyOf(key), formed(item, below)];
  });
  return shape.wrapped?.includes(path) ? wrapped(entries) : Object.fromEntries(entries);
}

function wrapped(entries: [string, unknown][]): Record<string, unknown> {
  const isOutside = ([key]: [string, unknown]) => key === "id" || key === "name";
  return {
    ...Object.fromEntries(entries.filter(isOutside)),
    properties: Object.fromEntries(entries.filter((entry) => !isOutside(entry))),
  };
}

/** The SDK takes a list of ids, the resource manager an object with a key for each. */
function identityOf(value: unknown): unknown {
  const { userAssignedIdentities, ...others } = value as Record<string, unknown>;
  if (!Array.isArray(userAssignedIdentities)) return value;
  const byId = Object.fromEntries(userAssignedIdentities.map((id) => [String(id), {}]));
  return { ...others, userAssignedIdentities: byId };
}
