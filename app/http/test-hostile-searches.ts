import fc from "fast-check";
import type { InjectOptions } from "fastify";
import { cursorOf } from "../search/cursor.ts";
import { privateWord } from "./test-attempts.ts";

/** Whatever somebody may send to the routes that search, in every one of their parameters. */
export function hostileSearches(): fc.Arbitrary<InjectOptions> {
  const filters = fc.dictionary(fc.constantFrom(...filterNames), anything, { maxKeys: 4 });
  const search = fc.record(
    {
      query: fc.oneof({ weight: 4, arbitrary: text }, anything),
      limit: fc.oneof(fc.integer({ min: 1, max: 100 }), anything),
      mode: fc.oneof(fc.constantFrom("hybrid", "text", "semantic"), anything),
      cursor: fc.oneof(anyCursor, anything),
      filters: fc.oneof(filters, anything),
    },
    { requiredKeys: ["query"] },
  );
  return fc.oneof(
    { weight: 4, arbitrary: search.map((payload) => post("/search", payload)) },
    fc.record({ query: anything }).map((payload) => post("/suggest", payload)),
    anything.map((payload) => post("/search", payload)),
    fc
      .tuple(text, fc.dictionary(fc.constantFrom("limit", "owner"), text))
      .map(([id, given]) => ({ url: `/api/sessions/${part(id)}/similar?${params(given)}` })),
    fc
      .dictionary(fc.constantFrom(...filterNames, "limit", "offset", "q"), text, { maxKeys: 4 })
      .map((given) => ({ url: `/api/sessions?${params(given)}` })),
  );
}

const filterNames = [
  ...["workspace", "source", "role", "model", "from", "to", "tool", "has", "owner", "visibility"],
  ...["constructor", "toString", "c.owner", "m.text"],
];

const words = ["how", "do", "I", "print", "bake", "sourdough", "churn", privateWord];
const text = fc.oneof(
  fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 6 }).map((all) => all.join(" ")),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.constantFrom(
    ...["' or 1=1 --", "'; drop table messages; --", '") or text : "', "title:a OR b*", "{a b}: c"],
    ...["NEAR(print with, 9)", "^print", "a AND NOT b", "print:*", "'a' & 'b' | !'c'", "%", "_"],
    ...["\u0000", "a\u0000b", "\ud800", "..%2f..%2fetc%2fpasswd", "[object Object]", "NaN", "-1"],
    ...["vscode:hidden", "ada~vscode:hidden", "vscode:own", "9".repeat(30), "2026-02-30"],
  ),
);

const anything = fc.oneof(text, fc.jsonValue({ maxDepth: 2 }));

/** Ones that fit some search, which somebody has changed or made up. */
const anyCursor = fc
  .record({ query: text, offset: fc.nat(), depth: fc.nat() })
  .map(({ query, offset, depth }) => cursorOf({ query, limit: 10 }, { offset, depth }));

function post(url: string, payload: unknown): InjectOptions {
  const headers = { "content-type": "application/json" };
  return { method: "POST", url, headers, payload: JSON.stringify(payload) };
}

function params(given: Record<string, string>): string {
  return new URLSearchParams(given).toString();
}

function part(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
