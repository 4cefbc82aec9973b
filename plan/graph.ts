/** A stack as data: every resource that its program would register, and its outputs. */
export interface ResourceGraph {
  stack: string;
  /** In the order of their URNs. */
  resources: RecordedResource[];
  outputs: Record<string, unknown>;
  /** Paths of the outputs that are secret. */
  secretOutputs: string[];
}

export interface RecordedResource {
  urn: string;
  type: string;
  name: string;
  /** URN of the resource that it belongs to; undefined for the stack itself. */
  parent: string | undefined;
  /** True for a component, which groups others and is nothing by itself. */
  isComponent: boolean;
  /** As the program gave them; secrets are unwrapped, see `secretInputs`. */
  inputs: Record<string, unknown>;
  /** Paths of the inputs that are secret, for example `environment.API_KEY`. */
  secretInputs: string[];
  /** URNs that must be there first. */
  dependencies: string[];
  /** Refuses to be deleted. */
  isProtected: boolean;
  /** What it went by before, as the program declares it. */
  aliases?: RecordedAlias[];
  /** Paths of inputs whose changes the program ignores. */
  ignoreChanges?: string[];
  /** Paths of inputs that the program wants replaced when they change. */
  replaceOnChanges?: string[];
}

/** A URN as the engine writes it, or name, type and URN of the parent; without one, the stack's own. */
export type RecordedAlias =
  | { urn: string }
  | { name: string; type: string; parent: string | undefined };
