import {
  type CircuitBreaker,
  CircuitOpen,
  type CircuitState,
  circuitBreaker,
  withinTime,
} from "../resilience/circuit-breaker.ts";
import type { SearchLeg } from "./search.ts";

/** Runs the parts of searches so that nobody waits for one that is slow, or away. */
export type LegGuards = Record<SearchLeg, LegGuard>;

/** Throws a `TaskTimeout`, or a `CircuitOpen` whose cause is why there is a pause. */
export type LegGuard = <Result>(step: (signal: AbortSignal) => Promise<Result>) => Promise<Result>;

export interface LegGuardOptions {
  /** Time that each part may take; default `legLimitsMs`. */
  limitsMs?: Record<SearchLeg, number>;
  /** Hears of the circuit breakers of what may be another server. */
  onCircuit?: (circuit: "embedder" | "vectors") => (state: CircuitState) => void;
}

/**
 * A multiple of what a part takes at a million messages, and short enough that a person who waits for
 * one after the other waits for four seconds at most.
 */
export const legLimitsMs: Record<SearchLeg, number> = {
  text: 2_000,
  embedding: 1_000,
  vectors: 1_000,
};

/** To be shared by all searches of a process. */
export function legGuards({ limitsMs = legLimitsMs, onCircuit }: LegGuardOptions = {}): LegGuards {
  const circuit = (name: "embedder" | "vectors") =>
    circuitBreaker({ name, ...(onCircuit && { onStateChange: onCircuit(name) }) });
  return {
    // The database has nothing that could stand in for it, so it is always asked.
    text: (step) => withinTime("text", step, limitsMs.text),
    embedding: guard(circuit("embedder"), limitsMs.embedding),
    vectors: guard(circuit("vectors"), limitsMs.vectors),
  };
}

function guard(circuit: CircuitBreaker, limitMs: number): LegGuard {
  let lastFailure: unknown;
  return async (step) => {
    try {
      return await circuit.run(step, limitMs);
    } catch (error) {
      if (error instanceof CircuitOpen)
        throw new CircuitOpen(error.message, { cause: lastFailure });
      lastFailure = error;
      throw error;
    }
  };
}
