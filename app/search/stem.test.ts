import Database from "better-sqlite3";
import fc from "fast-check";
import { expect, it } from "vitest";
import { stem } from "./stem.ts";

it.each([
  ["tests", "test"],
  ["testing", "test"],
  ["failed", "fail"],
  ["hopping", "hop"],
  ["filing", "file"],
  ["agreed", "agre"],
  ["happy", "happi"],
  ["relational", "relat"],
  ["conditional", "condit"],
  ["authentication", "authent"],
  ["adjustment", "adjust"],
  ["controlling", "control"],
  ["is", "is"],
  ["utf8", "utf8"],
])("stems %s to %s", (word, stemmed) => {
  expect(stem(word)).toBe(stemmed);
});

it("agrees with SQLite's tokenizer on any word", () => {
  const database = new Database(":memory:");
  database.exec("create virtual table words using fts5(word, tokenize = 'porter unicode61')");
  database.exec("create virtual table terms using fts5vocab(words, row)");
  const insert = database.prepare("insert into words (word) values (?)");
  const term = database.prepare("select term from terms").pluck();
  fc.assert(
    fc.property(anyWord, (word) => {
      database.exec("delete from words");
      insert.run(word);
      expect(stem(word)).toBe(term.get());
    }),
    { numRuns: 2_000, examples: [["eed"], ["eeds"], ["ayying"]] },
  );
  database.close();
});

const letters = fc.string({ unit: fc.constantFrom(..."aeioubcdglnrstvxyz"), minLength: 1 });
const endings = (
  "s es ies sses ed eed ing y ly ational tional izer logically bility ization ation ator alism " +
  "iveness fulness ousness aliti iviti icate ative alize iciti ical ful ness al ance ence er ic " +
  "able ible ant ement ment ent sion tion ou ism ate ous ive ize e ll tt zz"
).split(" ");
const anyWord = fc
  .tuple(letters, fc.constantFrom("", ...endings))
  .map(([start, ending]) => start + ending);
