import fc from "fast-check";
import { expect, test } from "vitest";
import { idPart, idPartOf, sessionPath } from "./file-name.ts";
import { archived } from "./testing.ts";

const pathOf = (values: Parameters<typeof archived>[0]) => sessionPath(archived(values));

test("a path has year, date, words of the title and the id", () => {
  expect(pathOf({ id: "vscode:0b7e1f8c-1111-4222-8333-444455556666" })).toBe(
    "2026/2026-03-12-retry-with-backoff.vscode.0b7e1f8c-1111-4222-8333-444455556666",
  );
});

test.each([
  ["a\nb\r\n c", "a-b-c"],
  ["🍞 Bread 🍞", "bread"],
  ["🍞", "chat"],
  ["Ärger mit Çédille", "arger-mit-cedille"],
  ["CON", "con"],
  ["nul\0nul", "nul-nul"],
  ["..", "chat"],
  ["../../etc/passwd", "etc-passwd"],
  ["C:\\Windows", "c-windows"],
  ["", "chat"],
  [
    "one two three four five six seven eight nine ten eleven",
    "one-two-three-four-five-six-seven-eight-nine-ten",
  ],
  ["x".repeat(300), "x".repeat(50)],
])("the title %j becomes %s", (title, words) => {
  expect(pathOf({ title, id: "vscode:a" })).toBe(`2026/2026-03-12-${words}.vscode.a`);
});

test.each([
  ["vscode:a", /^vscode\.a$/],
  ["copilot-cli:a", /^copilot-cli\.a$/],
  ["vscode:A", /^vscode-a_[0-9a-f]{20}$/],
  ["vscode:../../a", /^vscode-a_[0-9a-f]{20}$/],
  ["vscode:a_0", /^vscode-a-0_[0-9a-f]{20}$/],
  ["vscode:a:b", /^vscode-a-b_[0-9a-f]{20}$/],
  ["vscode:", /^vscode_[0-9a-f]{20}$/],
  ["é", /^e_[0-9a-f]{20}$/],
  ["", /^_[0-9a-f]{20}$/],
  [`vscode:${"a".repeat(74)}`, /^vscode_[0-9a-f]{20}$/],
])("the id %j becomes %s", (id, part) => {
  expect(idPart(id)).toMatch(part);
});

test.each([
  [0, "1970/1970-01-01-"],
  [-1, "1969/1969-12-31-"],
  [Number.NaN, "undated/undated-"],
  [8.64e15, "undated/undated-"],
  [9e15, "undated/undated-"],
  [-8e14, "undated/undated-"],
])("the time %d begins with %s", (createdAt, start) => {
  expect(pathOf({ createdAt }).startsWith(start)).toBe(true);
});

const anyText = fc.oneof(fc.string({ unit: "binary" }), fc.string(), fc.constantFrom("..", "CON"));

test("any title and any id give a name that every file system takes, and that is found again", () => {
  fc.assert(
    fc.property(anyText, anyText, fc.double(), (title, id, createdAt) => {
      const path = `${pathOf({ title, id, createdAt })}.json`;
      expect(path).toMatch(/^(\d{4}|undated)\/(\d{4}|undated)[a-z0-9._-]{2,230}$/);
      expect(idPartOf(path, "json")).toBe(idPart(id));
      expect(idPartOf(path, "md")).toBe(undefined);
    }),
  );
});

test("different ids never give the same name, in letters of either case", () => {
  const ids = fc.uniqueArray(fc.string({ unit: fc.constantFrom(..."aA.:-_0é") }), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(ids, (all) => {
      expect(new Set(all.map((id) => idPart(id).toLowerCase())).size).toBe(all.length);
    }),
  );
});

test.each([
  "2026-03-12-a.vscode.a.json",
  "2026/README.json",
  "2026/2025-03-12-a.vscode.a.json",
  "2026/2026-03-12-a.vscode.a.json.bak",
  "notes/2026-03-12-a.vscode.a.json",
  "2026/2026-03-12-A.vscode.a.json",
])("%s is nobody's session", (path) => {
  expect(idPartOf(path, "json")).toBe(undefined);
});
