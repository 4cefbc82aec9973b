import type { ResourceChange, ResourcePropertyChange } from "../diff/diff.ts";
import type { PropertyChange, Side } from "../diff/properties.ts";
import { secretText, valueText } from "./value.ts";

/** For example `site`, `site → web-site`, or `site (moved from backend)`. */
export function titleOf({ before, after, isRenamed, isMoved }: ResourceChange): string {
  const name = isRenamed ? `${before?.name} → ${after?.name}` : (after ?? before)?.name;
  return isMoved ? `${name} (moved from ${before?.parent?.split("::").at(-1)})` : `${name}`;
}

/** For example `"B1" → "P1v2"`; of a secret only what becomes of it. */
export function changeText({ before, after }: PropertyChange, width: number): string {
  if (!before) return sideText(after, width);
  if (!after) return `${sideText(before, width)} → unset`;
  if (before.isSecret && after.isSecret) return `${secretText} → another secret`;
  if (after.isSecret) return "becomes secret";
  if (before.isSecret) return "is no longer secret";
  return `${sideText(before, width / 2)} → ${sideText(after, width / 2)}`;
}

/** What becomes of a resource by a property, where it is not just updated. */
export const effectTexts: Record<ResourcePropertyChange["effect"], string> = {
  update: "",
  replace: "replaces it",
  ignored: "the program ignores it",
};

function sideText(side: Side | undefined, width: number): string {
  if (!side) return "unset";
  return side.isSecret ? secretText : valueText(side, width);
}
