import { expect, test } from "vitest";
import { objectAtEnd, parseJson } from "./json.ts";

test.each([
  ['{"a":1', "not JSON: Unexpected end of JSON input at byte 6"],
  ['{"a":"ö', "not JSON: Unexpected end of JSON input at byte 8"],
  ["", "not JSON: Unexpected end of JSON input at byte 0"],
  ['{"a":1}}', "not JSON: Unexpected non-whitespace character after JSON at byte 7"],
  ['{"ö":1,}', "not JSON: Expected double-quoted property name at byte 8"],
  ['{"a": hello}', "not JSON: Unexpected token 'h'"],
])("%j is refused with its reason and place", (text, message) => {
  expect(() => parseJson(text)).toThrow(new Error(message));
});

test("a message never quotes what stands around the error", () => {
  const secret = "tok_4711";
  const text = `{"password":"${secret}","next":${secret}}`;
  expect(() => parseJson(text)).toThrow(/^(?!.*4711)not JSON: /);
});

test("the whole object behind a broken one is found, and only one that ends with the text", () => {
  const start = /\{"kind":[0-3],/g;
  const whole = { kind: 1, k: ["a"], v: { kind: 2, "{": "\n" } };
  expect(objectAtEnd(`{"kind":0,"v":{"tex${JSON.stringify(whole)}`, start)).toEqual(whole);
  expect(objectAtEnd(`{"kind":0,${JSON.stringify(whole)},`, start)).toBeUndefined();
  expect(objectAtEnd('"[1]', /\[/g)).toBeUndefined();
  expect(objectAtEnd("", start)).toBeUndefined();
});

test("a text full of beginnings is given up on", () => {
  expect(objectAtEnd('{"kind":1,'.repeat(100_000), /\{"kind":[0-3],/g)).toBeUndefined();
});
