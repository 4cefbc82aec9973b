import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import { queryLiteral, wordsLiteral } from "./text-vectors.ts";

test("a text is its stems with their places and weight, then its identifiers", () => {
  expect(wordsLiteral("The tests of getUserName", "user")).toBe(
    "'the':1B 'test':2B 'of':3B 'getusernam':4B 'get':6D 'user':7D 'name':8D",
  );
  expect(wordsLiteral("salt salt", "assistant")).toBe("'salt':1C,2C");
  expect(wordsLiteral("Naïve", "title")).toBe("'naiv':1A");
  expect(wordsLiteral("?!", "title")).toBe("");
});

test("identifiers do not run into each other", () => {
  expect(wordsLiteral("aB cD", "user")).toBe("'ab':1B 'cd':2B 'a':4D 'b':5D 'c':7D 'd':8D");
});

test("words behind the last place of PostgreSQL stay at that place, up to 255 times", () => {
  const literal = wordsLiteral(`${"a b ".repeat(10_000)}salt`, "user");
  expect(literal).toMatch(/ 'salt':16383B$/);
  expect(literal.match(/\d+B/g)).toHaveLength(255 + 255 + 1);
});

test("a query is its phrases, any of which may fit", () => {
  expect(queryLiteral("testing getUserName")).toBe(
    "('test') | ('getusernam') | ('get' <-> 'user' <-> 'name')",
  );
  expect(queryLiteral("?!")).toBeUndefined();
});

test("no text makes anything but words and operators", () => {
  // A quote or a backslash would end the lexeme or change what follows.
  const lexeme = "'[^'\\\\\\s\\0]+'";
  const words = RegExp(`^(${lexeme}:[\\dABCD,]+( |$))*$`, "u");
  const phrase = `\\(${lexeme}( <-> ${lexeme})*\\)`;
  const query = RegExp(`^${phrase}( \\| ${phrase})*$`, "u");
  assert(
    property(string({ unit: "binary" }), (text) => {
      expect(wordsLiteral(text, "user")).toMatch(words);
      expect(queryLiteral(text) ?? "('none')").toMatch(query);
    }),
  );
});
