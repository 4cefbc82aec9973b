import { CircuitOpen, TaskTimeout } from "../resilience/circuit-breaker.ts";
import { StoreUnavailable } from "../store/unavailable.ts";
import { loggableError, type WarningLog } from "../telemetry/log.ts";
import type { FallbackReason, Reason } from "./search.ts";

/** Why a leg could not answer. The log hears what is nobody's business but the operator's. */
export function legProblem(
  leg: "text" | "vectors",
  error: unknown,
  log: WarningLog,
): Reason<FallbackReason> {
  const { search, prefix } = words[leg];
  const cause = error instanceof CircuitOpen ? error.cause : error;
  if (cause instanceof StoreUnavailable) {
    return { code: `${prefix}unavailable`, message: cause.message };
  }
  if (cause instanceof TaskTimeout) {
    return { code: `${prefix}too_slow`, message: `${search} took too long` };
  }
  // While nothing is asked, nothing new has happened.
  if (cause === error) log.warn({ error: loggableError(error) }, `${search} failed`);
  return { code: `${prefix}failed`, message: `${search} failed; the log says why` };
}

const words = {
  text: { search: "the search by words", prefix: "text_" },
  vectors: { search: "the search by meaning", prefix: "" },
} as const;
