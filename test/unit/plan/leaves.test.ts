import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leavesOf } from "../../../plan/leaves.ts";

const open = { paths: [], texts: [] };
const paths = (values: Record<string, unknown>) => leavesOf(values, open).map(({ path }) => path);

describe("leavesOf", () => {
  it("names items of lists by their name, and by their number where not all have their own", () => {
    expect(paths({ settings: [{ name: "PORT", value: "1" }] })).toEqual([
      "settings[PORT].name",
      "settings[PORT].value",
    ]);
    expect(paths({ rules: [{ name: "a" }, { name: "a" }] })).toEqual([
      "rules[0].name",
      "rules[1].name",
    ]);
    expect(paths({ rules: [{ id: 1 }, { name: "a" }] })).toEqual(["rules[0].id", "rules[1].name"]);
  });

  it("takes lists of plain values, and what is empty, as one value", () => {
    expect(leavesOf({ ports: [1, 2], none: [], nothing: {}, no: null }, open)).toEqual([
      { path: "ports", value: [1, 2], isSecret: false },
      { path: "none", value: [], isSecret: false },
      { path: "nothing", value: {}, isSecret: false },
      { path: "no", value: null, isSecret: false },
    ]);
  });

  it("keeps keys with dots apart from nested ones", () => {
    expect(paths({ tags: { "a.b": 1, a: { b: 2 } } })).toEqual(['tags["a.b"]', "tags.a.b"]);
  });

  it.each([
    ["a value", { key: "hunter2" }, ["key"], "key"],
    ["an item by its place", { list: [{ name: "x", key: "k" }] }, ["list[0].key"], "list[x].key"],
    ["an object as a whole", { login: { user: "a", key: "b" } }, ["login"], "login"],
    ["a list with one secret", { list: ["a", "b"] }, ["list[1]"], "list"],
  ])("knows %s that is marked as secret", (_, values, secretPaths, path) => {
    const secret = leavesOf(values, { paths: secretPaths, texts: [] }).filter((l) => l.isSecret);
    expect(secret.map((leaf) => leaf.path)).toEqual([path]);
  });

  it("takes a value for secret that holds one nobody marked", () => {
    const leaves = leavesOf(
      { url: "https://u:hunter2-hunter2@host", list: ["hunter2-hunter2"], plain: "host" },
      { paths: [], texts: ["hunter2-hunter2"] },
    );
    expect(leaves.map(({ isSecret }) => isSecret)).toEqual([true, true, false]);
  });

  it("gives every value a path of its own", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (values) => {
        const all = paths(values as Record<string, unknown>);
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });
});
