import { expect, it } from "vitest";
import { identifierForms } from "./identifiers.ts";

it.each<[string, string[]]>([
  ["plain words only", []],
  ["getUserName", ["get User Name"]],
  ["HTTPServer and utf8Decoder2", ["HTTP Server", "utf 8 Decoder 2"]],
  ["sign_in, sign-in", ["signin"]],
  ["src/app/UserService.ts", ["User Service"]],
  ["MAX_RETRY_COUNT", ["MAXRETRYCOUNT"]],
  ["getUserName() calls getUserName", ["get User Name"]],
  ["你好 world", ["你 好"]],
  ["aB".repeat(40), []],
  ["", []],
])("gives the forms of %j", (text, forms) => {
  expect(identifierForms(text).map((words) => words.join(" "))).toEqual(forms);
});

it("comes to an end with a word that has none", () => {
  // Hours, were each of its letters tried as the start of a word.
  expect(identifierForms("x".repeat(3_000_000))).toEqual([]);
});
