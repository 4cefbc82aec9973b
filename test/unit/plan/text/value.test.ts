import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { folded, usd, valueText } from "../../../../plan/text/value.ts";

describe("valueText", () => {
  it("never shows a secret", () => {
    expect(valueText({ value: "hunter2", isSecret: true }, 80)).toBe("[secret]");
  });

  it("is one line, whatever the value", () => {
    expect(valueText({ value: "a\nb", isSecret: false }, 80)).toBe('"a\\nb"');
  });
});

describe("folded", () => {
  it("keeps both ends of what is too long", () => {
    expect(folded(`${"a".repeat(30)}${"z".repeat(30)}`, 31)).toBe(
      `${"a".repeat(20)}…${"z".repeat(10)}`,
    );
  });

  it("is as wide as there is room, and what fits is left alone", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 20, max: 60 }), (text, width) => {
        const line = folded(text, width);
        expect(line.length).toBe(Math.min(text.length, width));
        if (text.length <= width) expect(line).toBe(text);
      }),
    );
  });
});

it.each([
  [3.1, "$3.10"],
  [-3.1, "−$3.10"],
  [0, "$0.00"],
])("%d dollars are written %s", (amount, text) => {
  expect(usd(amount)).toBe(text);
});
