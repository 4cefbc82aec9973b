import fc from "fast-check";
import { expect, it } from "vitest";
import { cursorOf, firstPlace, longestCursor, placeOf } from "./cursor.ts";
import type { SearchRequest } from "./search.ts";

const request: SearchRequest = {
  query: "bread",
  limit: 10,
  filters: { source: "vscode", from: 1 },
};
const place = { offset: 20, depth: 100 };
const cursor = cursorOf(request, place);

it("leads a search on, whatever the number of hits on a page", () => {
  expect(placeOf({ ...request, cursor })).toEqual(place);
  expect(placeOf({ ...request, mode: "hybrid", limit: 50, cursor })).toEqual(place);
  const filters = { from: 1, source: "vscode" } as const;
  expect(placeOf({ query: "bread", limit: 10, filters, cursor })).toEqual(place);
  expect(cursor.length).toBeLessThan(longestCursor);
});

it("starts at the first session, with room for a few messages of each", () => {
  expect(placeOf({ query: "bread", limit: 10 })).toEqual({ offset: 0, depth: 100 });
  expect(firstPlace({ limit: 100 })).toEqual({ offset: 0, depth: 400 });
});

it.each<Partial<SearchRequest>>([
  { query: "butter" },
  { mode: "text" },
  { filters: {} },
  { filters: { source: "vscode", from: 2 } },
  { filters: { source: "vscode", from: 1, role: "user" } },
])("is not taken by a search with %j", (other) => {
  expect(placeOf({ ...request, ...other, cursor })).toBeUndefined();
});

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const [hash] = JSON.parse(Buffer.from(cursor, "base64url").toString());

it.each([
  [hash, 0, 100],
  [hash, -10, 100],
  [hash, 801, 100],
  [hash, 1.5, 100],
  [hash, 10, 1_000_000],
  [hash, 10, 99],
  [hash, "10", 100],
  [hash, 10],
  ["", 10, 100],
  {},
  null,
])("is refused when it was made up: %j, %j, %j", (...value) => {
  expect(placeOf({ ...request, cursor: encoded(value) })).toBeUndefined();
});

it("is refused when it is any other text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(placeOf({ ...request, cursor: text })).toBeUndefined();
    }),
  );
});
