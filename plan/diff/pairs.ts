import type { RecordedResource, ResourceGraph } from "../graph.ts";
import { identitiesIn } from "./identity.ts";

export interface Pairs {
  /** The same resource before and after, in the order of the graph after. */
  kept: { before: RecordedResource; after: RecordedResource }[];
  added: RecordedResource[];
  removed: RecordedResource[];
}

/** Finds each resource again as the engine does: by what it is, else by an alias. */
export function pairsOf(before: ResourceGraph, after: ResourceGraph): Pairs {
  const presentBefore = identitiesIn(before);
  const gone = new Map(before.resources.map((resource) => [presentBefore(resource)[0], resource]));
  const origins = new Map<string, RecordedResource>();
  const claim = ({ urn }: RecordedResource, identities: string[]) => {
    const identity = identities.find((one) => gone.has(one));
    const origin = gone.get(identity);
    if (!origin || origins.has(urn)) return;
    gone.delete(identity);
    origins.set(urn, origin);
  };
  const identitiesAfter = identitiesIn(after);
  // What still goes by its name is not what another resource was called before.
  for (const resource of after.resources) claim(resource, identitiesAfter(resource).slice(0, 1));
  for (const resource of after.resources) claim(resource, identitiesAfter(resource));
  return {
    kept: after.resources.flatMap((resource) => {
      const origin = origins.get(resource.urn);
      return origin ? [{ before: origin, after: resource }] : [];
    }),
    // The stack itself is nothing that is made.
    added: after.resources.filter(({ urn, parent }) => parent !== undefined && !origins.has(urn)),
    removed: [...gone.values()],
  };
}
