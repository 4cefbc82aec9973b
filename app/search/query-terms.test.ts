import { expect, it } from "vitest";
import { queryPhrases } from "./query-terms.ts";

it.each<[string, string[]]>([
  ["Why does the login test fail", ["login", "test", "fail"]],
  ["how to", ["how", "to"]],
  ["Test test TEST", ["Test"]],
  ["getUserName", ["getUserName", "get User Name"]],
  ["sign_in", ["sign", "sign in", "signin"]],
  ["a.b/c", ["b", "c", "a b c"]],
  ["你好 hi", ["你好", "hi", "你 好"]],
  ["?! * \0", []],
])("looks for %j as %j", (query, phrases) => {
  expect(queryPhrases(query).map((words) => words.join(" "))).toEqual(phrases);
});

it("reads no more of a pasted text than a question needs", () => {
  const words = Array.from({ length: 10_000 }, (_, index) => `word${index}`);
  expect(queryPhrases(words.join(" "))).toHaveLength(100);
});
