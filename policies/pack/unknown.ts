import type { ResourceGraph } from "../../plan/graph.ts";
import type { Finding } from "../evaluate.ts";
import { valueAt } from "../property-path.ts";
import { textsWithin } from "../secret-texts.ts";

/** Stands for a value that a preview cannot know. */
export const unknownText = "[known once it is made]";

/**
 * Whether a finding may be one only because a preview does not know something: the value itself, what
 * it is within, or to whom a resource belongs that seems to be missing.
 */
export function isUndecided({ resource, path }: Finding, { resources }: ResourceGraph): boolean {
  const inputs = resources.find(({ name }) => name === resource)?.inputs;
  if (isUnknownAt(inputs, path)) return true;
  const [missingType] = path.split(" ");
  return resources.some(
    (other) => other.type.split(":").at(-1) === missingType && holdsUnknown(other.inputs),
  );
}

function isUnknownAt(inputs: unknown, path: string): boolean {
  const ends = [...path.matchAll(/[.[]/g)].map(({ index }) => index);
  const isWithinUnknown = ends.some((end) => valueAt(inputs, path.slice(0, end)) === unknownText);
  return isWithinUnknown || holdsUnknown(valueAt(inputs, path));
}

function holdsUnknown(value: unknown): boolean {
  return textsWithin(value).some(({ text }) => text === unknownText);
}
