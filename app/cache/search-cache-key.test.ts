import fc from "fast-check";
import { expect, it } from "vitest";
import { type SearchCacheKeyParts, searchCacheKey } from "./search-cache-key.ts";

const parts: SearchCacheKeyParts = {
  generation: "1/hashed",
  caller: "ada",
  request: { query: "bread", limit: 10, filters: { source: ["vscode", "github"], role: "user" } },
};

it("is a hash that tells nothing of the question", () => {
  expect(searchCacheKey(parts)).toMatch(/^search:[\da-f]{64}$/);
});

it("is the same whatever the order of keys, and with fields that are not set", () => {
  const { query, limit, filters } = parts.request as Record<string, object>;
  const request = { filters: { role: "user", from: undefined, ...filters }, limit, query };
  expect(searchCacheKey({ request, caller: "ada", generation: "1/hashed" })).toBe(
    searchCacheKey(parts),
  );
});

it.each<Partial<SearchCacheKeyParts>>([
  { generation: "2/hashed" },
  { caller: "grace" },
  { request: { ...parts.request, query: "Bread" } },
  { request: { ...parts.request, limit: 11 } },
  { request: { ...parts.request, limit: "10" } },
  { request: { ...parts.request, cursor: "a" } },
  { request: { ...parts.request, mode: "text" } },
  { request: { ...parts.request, filters: { source: ["github", "vscode"], role: "user" } } },
])("is another one with %j", (change) => {
  expect(searchCacheKey({ ...parts, ...change })).not.toBe(searchCacheKey(parts));
});

it("never takes one question for another", () => {
  const text = fc.oneof(fc.string(), fc.constantFrom("", '"', "\\", "ada", "1", "}", '","'));
  const any = fc.record({ generation: text, caller: text, request: fc.dictionary(text, text) });
  fc.assert(
    fc.property(any, any, (one, other) => {
      const isSame =
        one.generation === other.generation &&
        one.caller === other.caller &&
        fc.stringify(Object.entries(one.request).toSorted()) ===
          fc.stringify(Object.entries(other.request).toSorted());
      expect(searchCacheKey(one) === searchCacheKey(other)).toBe(isSame);
    }),
  );
});
