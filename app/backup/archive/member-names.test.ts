import { expect, test } from "vitest";
import { memberNameProblems } from "./member-names.ts";

/** What is wrong with the last of these names, when the others were taken. */
function problemOf(...names: string[]): string | undefined {
  const problem = memberNameProblems();
  return names.map(problem).at(-1);
}

test.each([
  ["/etc/passwd", "is an absolute path"],
  ["C:windows", "is an absolute path"],
  ["c:/windows", "is an absolute path"],
  ["..", "leads out of its folder"],
  ["a/../../b", "leads out of its folder"],
  ["a/./b", "leads out of its folder"],
  ["a//b", "has an empty part"],
  ["a/", "has an empty part"],
  ["", "has an empty part"],
  ["a\\..\\b", "has a backslash or a control character"],
  ["a\0b", "has a backslash or a control character"],
  ["a\nb", "has a backslash or a control character"],
  ["x".repeat(256), "has a part longer than 255 bytes"],
  ["é".repeat(128), "has a part longer than 255 bytes"],
  ["xxx/".repeat(512) + "x", "is longer than 2048 bytes"],
  ["manifest.json", "is there twice"],
  ["Manifest.JSON", "is there twice"],
])("the name %j is refused: it %s", (name, problem) => {
  expect(problemOf(name)).toContain(problem);
});

test.each([
  ["the same name", "a/b", "a/b", "is there twice"],
  ["upper and lower case", "a/B", "A/b", "is there twice"],
  ["composed and decomposed letters", "caf\u00e9", "cafe\u0301", "is there twice"],
  ["letters that fold to the same", "stra\u00dfe", "STRASSE", "is there twice"],
  ["full width letters", "a", "\uff41", "is there twice"],
  ["a file as a folder", "a", "a/b", "is in a folder that is a file"],
  ["a file as a folder further up", "a", "A/b/c", "is in a folder that is a file"],
  ["a folder as a file", "a/b", "A", "is a file and a folder"],
])("two names are refused that are one file somewhere: %s", (_, one, other, problem) => {
  expect(problemOf(one, other)).toContain(problem);
});

test.each(["application/chats.db", "application/reports/2026-11.json", "a..b/.hidden", "a b/c:d"])(
  "the name %j is taken",
  (name) => {
    expect(problemOf("application/chats.db-wal", name)).toBe(undefined);
  },
);
