import type { Leaf } from "../leaves.ts";

/** Stands where a secret must not. */
export const secretText = "[secret]";

/** The least that a folded value is left with, whatever the room. */
const shortest = 20;

/** A value in one line of at most `width` characters; the middle of a longer one is left out. */
export function valueText({ value, isSecret }: Omit<Leaf, "path">, width: number): string {
  return isSecret ? secretText : folded(JSON.stringify(value) ?? "undefined", width);
}

/** Both ends of a text tell more than its beginning alone: identifiers differ at their end. */
export function folded(text: string, width: number): string {
  const room = Math.max(width, shortest);
  if (text.length <= room) return text;
  const tail = Math.floor(room / 3);
  return `${text.slice(0, room - tail - 1)}…${text.slice(-tail)}`;
}

/** For example `$3.10`, or `−$3.10`. */
export function usd(amount: number): string {
  return `${amount < 0 ? "−" : ""}$${Math.abs(amount).toFixed(2)}`;
}
