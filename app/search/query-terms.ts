import { identifierForms } from "./identifiers.ts";
import { fold, stopWords, wordsOf } from "./words.ts";

/**
 * What a query looks for, as phrases: lists of words that follow each other. A text fits when it
 * has any of them. Stop words count only where there is nothing else; no words, no phrases.
 */
export function queryPhrases(query: string): string[][] {
  const start = query.slice(0, charactersRead);
  const phrases = new Map<string, string[]>();
  const add = (words: string[]) => {
    const key = words.map(fold).join(" ");
    if (phrases.size < phraseLimit && !phrases.has(key)) phrases.set(key, words);
  };
  const words = wordsOf(start).map((word) => word.text);
  const telling = words.filter((word) => !stopWords.has(fold(word)));
  for (const word of telling.length > 0 ? telling : words) add([word]);
  for (const chunk of start.split(/\s+/)) {
    const chunkWords = wordsOf(chunk).map((word) => word.text);
    if (chunkWords.length > 1 && chunkWords.length <= longestPhrase) add(chunkWords);
    for (const form of identifierForms(chunk)) if (form.length <= longestPhrase) add(form);
  }
  return [...phrases.values()];
}

/** A pasted log is looked for by its start: enough for any question, and quick. */
const charactersRead = 4_000;
const phraseLimit = 100;
/** Words of a path or a qualified name; longer chunks are pasted text, not a name. */
const longestPhrase = 12;
