import type { Match, Matcher } from "./matches.ts";

export interface Snippet {
  /** Where the piece stands in the text: [start, end). */
  range: [number, number];
  /** A piece of the text, with … where it was cut. */
  snippet: string;
  /** Ranges of `snippet` to mark, each [start, end), in order and apart from each other. */
  marks: [number, number][];
}

/** Longest piece, in UTF-16 units, without its …. */
export const snippetLength = 200;

/** The piece of `text` in which the most different words match; else its start. */
export function snippetOf(text: string, matchesIn: Matcher): Snippet {
  const matches = matchesIn(text);
  const core = densestRange(matches);
  const start = startOfSnippet(text, core);
  const end = endOfSnippet(text, start, core);
  const before = start > 0 ? "…" : "";
  const after = end < text.length ? "…" : "";
  const shift = before.length - start;
  return {
    range: [start, end],
    snippet: before + text.slice(start, end) + after,
    marks: matches
      .filter((match) => match.start < end && match.end > start)
      .map((match) => [Math.max(match.start, start) + shift, Math.min(match.end, end) + shift]),
  };
}

interface Range {
  start: number;
  end: number;
}

/** Of all ranges that fit a snippet, the first with the most different terms, then matches. */
function densestRange(matches: Match[]): Range {
  let best = { start: 0, end: 0, terms: 0, count: 0 };
  for (const [index, { start }] of matches.entries()) {
    const inside = matches.slice(index, index + mostMatchesCounted);
    const beyond = inside.findIndex(({ end }) => end - start > snippetLength);
    const fitting = beyond === -1 ? inside : inside.slice(0, Math.max(beyond, 1));
    const terms = new Set(fitting.map(({ term }) => term)).size;
    if (terms > best.terms || (terms === best.terms && fitting.length > best.count)) {
      const end = Math.min(fitting.at(-1)?.end ?? start, start + snippetLength);
      best = { start, end, terms, count: fitting.length };
    }
  }
  return best;
}

/** More never fit: a match and the gap after it take two characters at least. */
const mostMatchesCounted = snippetLength / 2;

/** A third of what is left goes before the core, more where the text ends soon after it. */
function startOfSnippet(text: string, core: Range): number {
  const left = snippetLength - (core.end - core.start);
  const ideal = Math.min(core.start - Math.floor(left / 3), text.length - snippetLength);
  if (ideal <= 0) return 0;
  const gap = text.slice(ideal, core.start).search(/\s\S/);
  if (gap !== -1) return ideal + gap + 1;
  return splitsPair(text, ideal) ? ideal + 1 : ideal;
}

function endOfSnippet(text: string, start: number, core: Range): number {
  const furthest = start + snippetLength;
  if (furthest >= text.length) return text.length;
  const least = Math.max(core.end, start + 1);
  const gap = text.slice(least, furthest + 1).search(/\s\S*$/);
  if (gap !== -1) return least + gap;
  return splitsPair(text, furthest) ? furthest - 1 : furthest;
}

/** Whether a cut at `index` parts the two halves of one character. */
function splitsPair(text: string, index: number): boolean {
  return (
    /[\ud800-\udbff]/.test(text.charAt(index - 1)) && /[\udc00-\udfff]/.test(text.charAt(index))
  );
}
