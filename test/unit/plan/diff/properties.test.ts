import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyChanges } from "../../../../plan/diff/properties.ts";

const values = (given: Record<string, unknown>, paths: string[] = [], texts: string[] = []) => ({
  values: given,
  secrets: { paths, texts },
});
const plain = (value: unknown) => ({ isSecret: false, value });

describe("propertyChanges", () => {
  it("finds an item of a list by its name, wherever it went", () => {
    const [a, b] = [
      { name: "A", value: "1" },
      { name: "B", value: "2" },
    ];
    expect(
      propertyChanges(values({ settings: [a] }), values({ settings: [b, { ...a, value: "3" }] })),
    ).toEqual([
      { path: "settings[B].name", before: undefined, after: plain("B") },
      { path: "settings[B].value", before: undefined, after: plain("2") },
      { path: "settings[A].value", before: plain("1"), after: plain("3") },
    ]);
  });

  it("tells when only the order of a list is another", () => {
    const list = ["A", "B"].map((name) => ({ name }));
    expect(propertyChanges(values({ list }), values({ list: list.toReversed() }))).toEqual([
      { path: "list[]", before: plain(["A", "B"]), after: plain(["B", "A"]) },
    ]);
  });

  it("takes a list of plain values as one", () => {
    expect(propertyChanges(values({ ids: [1, 2] }), values({ ids: [1, 3] }))).toEqual([
      { path: "ids", before: plain([1, 2]), after: plain([1, 3]) },
    ]);
  });

  it("tells that a secret is another one, and neither", () => {
    const changes = propertyChanges(
      values({ key: "one" }, ["key"]),
      values({ key: "two" }, ["key"]),
    );
    expect(changes).toEqual([
      { path: "key", before: { isSecret: true }, after: { isSecret: true } },
    ]);
  });

  it("tells that a value becomes secret, or no longer is one, and not which", () => {
    const [open, secret] = [values({ key: "hunter2" }), values({ key: "hunter2" }, ["key"])];
    for (const changes of [propertyChanges(open, secret), propertyChanges(secret, open)]) {
      expect(changes).toHaveLength(1);
      expect(JSON.stringify(changes)).not.toContain("hunter2");
    }
  });

  it("never holds a secret, marked or not", () => {
    const secret = "hunter2-hunter2";
    const anything = fc.dictionary(
      fc.constantFrom("a", "b", "c"),
      fc.oneof(
        fc.constantFrom("plain", secret, `https://u:${secret}@host`),
        fc.array(fc.constantFrom("x", secret)),
        fc.array(fc.record({ name: fc.constantFrom("n", "m"), value: fc.constant(secret) })),
      ),
    );
    fc.assert(
      fc.property(anything, anything, fc.boolean(), (before, after, isKnownBefore) => {
        const changes = propertyChanges(
          values(before, ["a"], isKnownBefore ? [secret] : []),
          values(after, [], [secret]),
        );
        // A secret that only the later side knows was plain text before.
        const shown = changes.map((change) => (isKnownBefore ? change : change.after));
        expect(JSON.stringify(shown)).not.toContain(secret);
      }),
    );
  });
});
