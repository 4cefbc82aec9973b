import type { Head } from "../head.ts";

/** What a commit does to the file of one session. */
export interface Change {
  kind: "added" | "updated" | "removed";
  /** Undefined for a removed one. */
  head: Head | undefined;
}

/** Longer lists belong into `git show --stat`. */
const listed = 10;
/** Common limit of a line of a commit message. */
const lineLength = 72;

/** `subject` takes the place of the counts in the first line. */
export function commitMessage(changes: Change[], subject?: string): string {
  const heads = changes.flatMap(({ head }) => head ?? []);
  const blocks = [
    subject ?? subjectOf(changes),
    subject === undefined ? "" : subjectOf(changes),
    workspaceLine(heads),
    titleLines(changes),
  ];
  return blocks.filter((block) => block !== "").join("\n\n");
}

function subjectOf(changes: Change[]): string {
  const verbs = { added: "add", updated: "update", removed: "remove" };
  const parts = Object.entries(verbs).flatMap(([kind, verb]) => {
    const count = changes.filter((change) => change.kind === kind).length;
    return count === 0 ? [] : `${verb} ${count} ${count === 1 ? "chat" : "chats"}`;
  });
  const text = parts.length === 0 ? "update the manifest" : parts.join(", ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function workspaceLine(heads: Head[]): string {
  const groups = [...Map.groupBy(heads, ({ workspace }) => workspace ?? "no workspace")]
    .map(([name, { length }]) => ({ name, count: length }))
    .sort((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1));
  const names = groups.slice(0, listed).map(({ name, count }) => `${harmless(name)} ${count}`);
  if (names.length === 0) return "";
  const more = groups.length > listed ? `, and ${groups.length - listed} more` : "";
  return `In: ${names.join(", ")}${more}`;
}

function titleLines(changes: Change[]): string {
  const titled = changes.flatMap(({ kind, head }) =>
    head === undefined ? [] : `${kind === "added" ? "+" : "~"} ${harmless(head.title)}`,
  );
  const more = titled.length > listed ? [`… and ${titled.length - listed} more`] : [];
  return [...titled.slice(0, listed), ...more].join("\n");
}

/**
 * On one line, cut, and without what a forge would act on: `fixes #12`, `GH-12` or a link close an
 * issue, `@ada` sends a mail, `[skip ci]` skips a run. A space of no width takes the meaning away.
 */
function harmless(text: string): string {
  const line = text.replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
  const characters = Array.from(line);
  const cut =
    characters.length > lineLength ? [...characters.slice(0, lineLength - 1), "…"] : characters;
  return cut.join("").replace(/[#@[]|\bGH-|:\/\//gi, "$&\u200b");
}
