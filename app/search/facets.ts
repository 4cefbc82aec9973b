import type { Candidate } from "../store/store.ts";
import type { FacetCount, Facets } from "./search.ts";

export function facetsOf(candidates: Candidate[]): Facets {
  const counts = (kind: "workspace" | "source" | "role" | "model") =>
    countsOf(candidates.map((candidate) => candidate[kind]));
  return {
    messages: candidates.length,
    workspace: counts("workspace"),
    source: counts("source"),
    role: counts("role"),
    model: counts("model"),
  };
}

const mostValues = 20;

function countsOf(values: (string | undefined)[]): FacetCount[] {
  const counts = new Map<string, number>();
  for (const value of values) {
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return Array.from(counts, ([value, messages]) => ({ value, messages }))
    .toSorted((one, other) => other.messages - one.messages || (one.value < other.value ? -1 : 1))
    .slice(0, mostValues);
}
