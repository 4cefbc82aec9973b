import type { CheckFailure } from "../serve.ts";
import type { Wire } from "../wire.ts";

/** The real provider makes up a name for a resource without one. */
export function nameFailures({ name }: Wire): CheckFailure[] {
  if (name !== undefined) return [];
  return [{ property: "name", reason: "is missing, and made-up names are not stood in for" }];
}
