import type { Settings } from "../../settings.ts";
import type { RestorePlan } from "./plan.ts";

/** What a component of an archive consists of, and which of it can be put back by itself. */
export interface PartKind {
  component: "application" | "vectors";
  /** Whether a member of the archive is needed for it. */
  isWanted(member: string): boolean;
  /** Throws `Refused` for a part that is nothing without others, which it names. */
  refuseDependent(name: string, plan: RestorePlan): void;
  /** How much of each part is there now. */
  present(names: string[], settings: Settings): Promise<number[]>;
  /** What a person should know before these parts are put back, a sentence each. */
  notes(names: string[]): string[];
  /** Puts the parts that `stage` has in the place of what is there. */
  bring(names: string[], from: StagedParts, settings: Settings): Promise<void>;
}

export interface StagedParts {
  /** Folder with what was in the archive. */
  stage: string;
  /** Of the whole component. */
  plan: RestorePlan;
}
