import type { Part } from "./model.ts";

/** A part of an answer, and how it goes into the text that a person reads. */
export interface Piece {
  part: Part;
  /** Its words in that text; undefined where it adds none. */
  prose: string | undefined;
  flow: Flow;
}

/**
 * `inline` goes on where the text stopped, `paragraph` and `edit` stand apart from it, and after a
 * `pause` a new paragraph begins. `unseen` leaves no trace.
 */
export type Flow = "inline" | "paragraph" | "edit" | "pause" | "unseen";

/** The text of an answer: its words in order, without the empty code fences around edits. */
export function proseOf(pieces: Piece[]): string {
  const words = wordsWithoutEditFences(pieces);
  let prose = "";
  let isApart = false;
  for (const [index, { flow }] of pieces.entries()) {
    const added = words[index] ?? "";
    isApart ||= flow !== "inline" && flow !== "unseen";
    if (isApart && added.trim() === "") continue;
    // An edit often comes in several groups for one file.
    if (flow === "edit" && prose.endsWith(added)) continue;
    prose = isApart ? withParagraph(prose, added) : prose + added;
    isApart = flow !== "inline" && flow !== "unseen";
  }
  return prose.trim();
}

/** VS Code writes an opening fence before an edit and a closing one after it, nothing between. */
function wordsWithoutEditFences(pieces: Piece[]): (string | undefined)[] {
  const words = pieces.map((piece) => piece.prose);
  let before: number | undefined;
  let isEdited = false;
  for (const [index, { flow, prose }] of pieces.entries()) {
    if (flow === "edit") isEdited = true;
    if (flow !== "inline" || prose === undefined) continue;
    if (isEdited && before !== undefined) {
      [words[before], words[index]] = withoutFences(words[before] ?? "", prose);
    }
    before = index;
    isEdited = false;
  }
  return words;
}

/** Cuts a code fence that opens at the end of `before` and closes at the start of `after`. */
function withoutFences(before: string, after: string): [string, string] {
  const start = before.trimEnd().lastIndexOf("\n") + 1;
  const opening = /^(`{3,})[^`]*$/.exec(before.slice(start));
  const closing = /^\s*(`{3,})[^\S\n]*(?:\n|$)/.exec(after);
  if (!opening || !closing || opening[1] !== closing[1]) return [before, after];
  return [before.slice(0, start), after.slice(closing[0].length)];
}

function withParagraph(prose: string, added: string): string {
  const before = prose.trimEnd();
  return before === "" ? added.trimStart() : `${before}\n\n${added.trimStart()}`;
}
