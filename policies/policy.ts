import type { RecordedResource, ResourceGraph } from "../plan/graph.ts";
import type { TierName } from "../stacks/tiers.ts";

/** One thing that a platform is held to, judged over the recorded graph of a stack. */
export interface Policy {
  /** Never renamed: waivers and reports name it. */
  id: string;
  /** Number in the list of what is expected of the Azure platform, 1 to 115; default none. */
  expectation?: number;
  /** One sentence that is true when nothing is found. */
  title: string;
  /** Tokens of the types that it judges; it is not applicable where a graph has none of them. */
  resourceTypes: readonly string[];
  severity: Severity;
  /** Holds where any of these does; default everywhere. */
  appliesTo?: readonly Circumstance[];
  check: Check;
  /**
   * Ids of public rules that ask for the same: of PSRule, Checkov and Trivy, the first eight digits
   * of an Azure Policy, version and section of a CIS benchmark. Empty for a rule of our own.
   */
  sources: readonly string[];
}

/** An error endangers data or secrets, a warning the running platform, an info its order. */
export type Severity = "error" | "warning" | "info";

export type Circumstance = "production" | "nonproduction" | "privateNetwork";

/** The platform that a graph is of; one on a person's machine has neither tier nor private network. */
export interface Platform {
  tier?: TierName;
  network?: "public" | "private";
}

/** Judges one resource; it may look around in the graph, and at nothing else. */
export type Check = (resource: RecordedResource, graph: ResourceGraph) => Problem[];

export interface Problem {
  /** The one to change. */
  resource: RecordedResource;
  /** Property to change, such as `siteConfig.ftpsState`, or the type of what is missing. */
  path: string;
  /** Says what is there, where the value at `path` does not or must not; never a secret. */
  found?: string;
}
