import pc from "picocolors";
import { describe, expect, it } from "vitest";
import { columns } from "../../../../plan/text/columns.ts";

describe("columns", () => {
  it("aligns cells, at the right where asked to, and leaves no space at the end", () => {
    expect(
      columns(
        [
          ["a", "1.00", ""],
          ["long", "10.00", "x"],
        ],
        [1],
      ),
    ).toEqual(["a      1.00", "long  10.00  x"]);
  });

  it("counts what is seen, not what colours it", () => {
    const { red } = pc.createColors(true);
    const [first, second] = columns([
      [red("ab"), "x"],
      ["abc", "y"],
    ]);
    expect(first).toBe(`${red("ab")}   x`);
    expect(second).toBe("abc  y");
  });

  it("lets the last cell of a row be as long as it likes", () => {
    expect(columns([["a very long last cell"], ["a", "b"]])).toEqual([
      "a very long last cell",
      "a  b",
    ]);
  });
});
