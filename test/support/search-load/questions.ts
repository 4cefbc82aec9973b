import Database from "better-sqlite3";

/**
 * Queries as people type them, the same each time: two to four words that stand together in a message
 * of the database at `path`, or in every fourth a name out of its code. Words of less than seven letters
 * are left out, which as in a language are in every text: then one message in twenty fits.
 */
export function searchQuestions(path: string, count: number): string[] {
  const file = new Database(path, { readonly: true });
  const newest = Number(file.prepare("select max(id) from messages").pluck().get());
  const textOf = file.prepare<[number], string>("select text from messages where id >= ?").pluck();
  const questions: string[] = [];
  for (let index = 0; questions.length < count; index++) {
    const text = textOf.get(1 + ((index * 7_919) % newest)) ?? "";
    const question = index % 4 === 3 ? nameIn(text) : wordsIn(text, 2 + (index % 3));
    if (question !== undefined) questions.push(question);
  }
  file.close();
  return questions;
}

function nameIn(text: string): string | undefined {
  return text.match(/\b[a-z]{3,}[A-Z][a-z]{2,}\b/)?.[0];
}

function wordsIn(text: string, count: number): string | undefined {
  const words = text.match(/\b[a-z]{7,}\b/g) ?? [];
  return words.length < count ? undefined : words.slice(0, count).join(" ");
}
