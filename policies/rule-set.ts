import type { ResourceGraph } from "../plan/graph.ts";
import { type TierName, tiers } from "../stacks/tiers.ts";
import { container } from "./docker/container.ts";
import { dockerPolicies } from "./docker/policies.ts";
import { dockerWaivers } from "./docker/waivers.ts";
import { policies } from "./policies.ts";
import type { Platform, Policy } from "./policy.ts";
import { type Waiver, waivers } from "./waivers.ts";

/** What a stack is held to. */
export interface RuleSet {
  platform: Platform;
  policies: readonly Policy[];
  waivers: readonly Waiver[];
}

/** By what a graph is made of; undefined where nothing is expected of it. */
export function ruleSetOf(graph: ResourceGraph): RuleSet | undefined {
  const tier = tierOf(graph);
  if (tier !== undefined)
    return { platform: { tier, network: networkOf(graph) }, policies, waivers };
  if (!graph.resources.some(({ type }) => type === container)) return undefined;
  return { platform: {}, policies: dockerPolicies, waivers: dockerWaivers.filter(isAbout(graph)) };
}

/** A graph says itself what it is: one of another commit has the tiers of another commit. */
function tierOf({ outputs: { tier } }: ResourceGraph): TierName | undefined {
  return typeof tier === "string" && Object.hasOwn(tiers, tier) ? (tier as TierName) : undefined;
}

function networkOf({ resources }: ResourceGraph): "public" | "private" {
  const isPrivate = resources.some(({ type }) => type === "azure-native:network:VirtualNetwork");
  return isPrivate ? "private" : "public";
}

/** Which services run is a setting; a test holds every waiver to a stack that has all of them. */
function isAbout({ resources }: ResourceGraph): (waiver: Waiver) => boolean {
  const names = new Set(resources.map(({ name }) => name));
  return ({ resource }) => typeof resource !== "string" || names.has(resource);
}
