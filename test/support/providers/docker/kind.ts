import type { CheckFailure } from "../serve.ts";
import type { Wire } from "../wire.ts";
import type { Engine } from "./engine.ts";

/** What the stand-in does for one type of resource. Values come without the wrappers of secrets. */
export interface Kind {
  /** Inputs that it knows what to do with; the SDK's others are refused. */
  inputs: readonly string[];
  /** Those of them that a living resource can get; every other one makes a new resource. */
  updated: readonly string[];
  /** Lists whose order means something; the provider keeps the others as sets. */
  ordered?: readonly string[];
  /** What the real provider refuses beyond types. */
  failures?(inputs: Wire): CheckFailure[];
  /** Inputs with what the real provider adds before it compares them. */
  completed?(inputs: Wire): Promise<Wire>;
  create(engine: Engine, inputs: Wire): Promise<Made>;
  /** What differs from the state now; undefined when it is gone. Without this, nothing ever differs. */
  read?(engine: Engine, id: string, state: Wire): Promise<Wire | undefined>;
  /** Answers the outputs that are new. */
  update?(engine: Engine, id: string, state: Wire, inputs: Wire): Promise<Wire>;
  delete(engine: Engine, id: string, state: Wire): Promise<void>;
}

export interface Made {
  id: string;
  /** What the resource has beside its inputs. */
  outputs: Wire;
}

/** It was made, and then something failed: the engine of Pulumi keeps it with the reason. */
export class HalfMade extends Error {
  readonly id: string;
  readonly reasons: string[];
  /** The state that is kept. */
  properties: Wire = {};

  constructor(id: string, reason: string) {
    super(reason);
    this.id = id;
    this.reasons = [reason];
  }
}
