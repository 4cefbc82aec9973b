import { identifierForms } from "../search/identifiers.ts";
import { queryPhrases } from "../search/query-terms.ts";
import { stem } from "../search/stem.ts";
import { fold, wordsOf } from "../search/words.ts";

/** The four weights that PostgreSQL can give a word. */
export type Weight = "A" | "B" | "C" | "D";

const weightOf = { title: "A", user: "B", assistant: "C", identifiers: "D" } as const;

/**
 * The words of a text as a literal of `tsvector`: stems with their places, and then the words of its
 * identifiers. Of a very long text as many words as PostgreSQL takes.
 */
export function wordsLiteral(text: string, role: "title" | "user" | "assistant"): string {
  const places = new Map<string, string[]>();
  let bytesLeft = mostBytes;
  let position = 0;
  const add = (word: string, weight: Weight) => {
    position += 1;
    const lexeme = lexemeOf(word);
    if (lexeme === undefined) return;
    const known = places.get(lexeme) ?? [];
    if (known.length === mostPlaces) return;
    bytesLeft -= bytesOfPlace;
    if (known.length === 0) bytesLeft -= bytesOfLexeme + Buffer.byteLength(lexeme);
    if (bytesLeft < 0) return;
    known.push(`${Math.min(position, lastPosition)}${weight}`);
    places.set(lexeme, known);
  };
  for (const word of wordsOf(text)) add(word.text, weightOf[role]);
  for (const form of identifierForms(text)) {
    // The gap keeps the words of two identifiers from looking like one.
    position += 1;
    for (const word of form) add(word, weightOf.identifiers);
  }
  return Array.from(places, ([lexeme, at]) => `'${lexeme}':${at.join(",")}`).join(" ");
}

/**
 * The phrases of a query as a literal of `tsquery`, any of which may fit; undefined without a word.
 * Lexemes are letters, digits and marks only, so that nothing a person types is taken for syntax.
 */
export function queryLiteral(query: string): string | undefined {
  const phrases = queryPhrases(query)
    .map((words) => words.map(lexemeOf).filter((lexeme) => lexeme !== undefined))
    .filter((lexemes) => lexemes.length > 0)
    .map((lexemes) => `(${lexemes.map((lexeme) => `'${lexeme}'`).join(" <-> ")})`);
  return phrases.length === 0 ? undefined : phrases.join(" | ");
}

/** Undefined for what is no word: marks alone, and data too long to be looked for. */
function lexemeOf(word: string): string | undefined {
  const lexeme = stem(fold(word));
  return lexeme === "" || lexeme.length > longestLexeme ? undefined : lexeme;
}

// Limits of PostgreSQL 16, https://www.postgresql.org/docs/16/textsearch-limitations.html.
/** UTF-16 units; a lexeme has 2 kB at most, of up to 3 bytes each. */
const longestLexeme = 600;
const lastPosition = 16_383;
/** Places of one lexeme. */
const mostPlaces = 255;
/** A whole `tsvector` has 1 MB at most, its lexemes aligned and with a count of places each. */
const mostBytes = 1_000_000;
const bytesOfLexeme = 3;
const bytesOfPlace = 2;
