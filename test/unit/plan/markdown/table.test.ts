import { expect, it } from "vitest";
import { code, table } from "../../../../plan/markdown/table.ts";

it("keeps what cells hold from breaking the table", () => {
  expect(table(["A"], [["a|b"], ["c\nd"]])).toBe("| A |\n|---|\n| a\\|b |\n| c d |");
});

it.each([
  ["plain", "`plain`"],
  ["a`b", "``a`b``"],
  ["`a", "`` `a ``"],
  ["", ""],
])("shows %j as code", (text, markdown) => {
  expect(code(text)).toBe(markdown);
});
