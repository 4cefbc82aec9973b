import type { Difference } from "./difference.ts";

/** One line for people about one difference, without anything that Markdown would read. */
export function differenceLine({ resource, type, property, kind, references }: Difference): string {
  const what = property === undefined ? "" : `.${property}`;
  const told = references ? `: ${referencesText(references)}` : "";
  return printable(`${resource}${what} ${kindText(kind)}${told} (${type})`);
}

/** A number of places, as a sentence counts them. */
export function placesText(differences: Difference[]): string {
  return differences.length === 1 ? "one place" : `${differences.length} places`;
}

function kindText(kind: Difference["kind"]): string {
  return { added: "was added", changed: "was changed", gone: "is gone" }[kind];
}

/** What is no reference may be a secret, so that it is never told. */
function referencesText({ wanted, live }: NonNullable<Difference["references"]>): string {
  return `wanted ${wanted ?? "no reference"}, got ${live ?? "no reference"}`;
}

/** Whoever changes something on Azure words its tags and settings: no such word is to do anything. */
function printable(line: string): string {
  return line.replace(/[^\x20-\x7e]|`/g, "?");
}
