import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { schemaBreaks } from "../../../../../scripts/swap/schema/breaks.ts";
import { incompatibilities } from "../../../../../scripts/swap/schema/compatibility.ts";
import type { Column, ReleaseSchema } from "../../../../../scripts/swap/schema/release-schema.ts";

const text: Column = { type: "text", required: false, default: null };

/** A release that knows the migrations `names`, with one table of optional columns. */
function release(
  names: string[],
  columns: string[] = ["title"],
  more: Partial<ReleaseSchema> = {},
): ReleaseSchema {
  return {
    migrations: names.map((name) => ({ name, hash: `hash of ${name}`, rewrites: [] })),
    tables: {
      "core.chats": {
        columns: Object.fromEntries(columns.map((name) => [name, text])),
        rules: [],
        rights: ["select"],
      },
    },
    others: {},
    acceptedBreaks: [],
    ...more,
  };
}

const titleIsGone = "core.chats.title: is gone, or has another name";

describe("two releases", () => {
  test("get along when they know the same migrations", () => {
    expect(incompatibilities(release(["1"]), release(["1"]))).toEqual([]);
  });

  test("get along when the new one adds", () => {
    expect(incompatibilities(release(["1"]), release(["1", "2"], ["title", "owner"]))).toEqual([]);
  });

  test("do not get along when the new one takes away", () => {
    expect(incompatibilities(release(["1"]), release(["1", "2"], ["owner"]))).toEqual([
      titleIsGone,
    ]);
  });

  test("do not get along when what is no migration takes away", () => {
    expect(incompatibilities(release(["1"]), release(["1"], []))).toEqual([titleIsGone]);
  });

  test("get along when only what came in between is taken away again", () => {
    const running = release(["1"]);
    const next = release(["1", "2", "3"], ["title"]);
    expect(incompatibilities(running, next)).toEqual([]);
  });

  test("are asked the other way round when the older one is to run again", () => {
    const [older, newer] = [release(["1"]), release(["1", "2"], ["title", "owner"])];
    expect(incompatibilities(newer, older)).toEqual([]);
    expect(incompatibilities(release(["1", "2"], ["owner"]), older)).toEqual([titleIsGone]);
  });

  test("do not get along when each has a migration of its own", () => {
    expect(incompatibilities(release(["1", "2a"]), release(["1", "2b"]))).toEqual([
      "2a: has run and is unknown to this release, which has 2b; merge the two",
    ]);
  });

  test("do not get along when a migration was changed after it had run", () => {
    const changed = release(["1"], ["title", "owner"]);
    changed.migrations = [{ name: "1", hash: "another", rewrites: [] }];
    expect(incompatibilities(release(["1"]), changed)).toEqual([
      "1: is not the migration that has run under this name; take the change back and add a migration",
    ]);
  });

  test("do not get along when rows are changed that the running one has", () => {
    const next = release(["1", "2"]);
    next.migrations[1] = { name: "2", hash: "", rewrites: ["core.chats", "core.notes"] };
    expect(incompatibilities(release(["1"]), next)).toEqual([
      "core.chats: rows that are there are changed",
    ]);
    // The one that has run in the past changes nothing any more.
    expect(incompatibilities(next, next)).toEqual([]);
  });
});

describe("a break that was accepted", () => {
  const accepting = (since: string) =>
    release(["1", "2", "3"], [], {
      acceptedBreaks: [{ migration: "3", since, reason: "", breaks: [titleIsGone] }],
    });

  test("is let through for a version that is new enough", () => {
    expect(incompatibilities(release(["1", "2"]), accepting("2"))).toEqual([]);
  });

  test("is refused for an older one", () => {
    expect(incompatibilities(release(["1"]), accepting("2"))).toEqual([titleIsGone]);
  });

  test("lets no other break through", () => {
    const running = release(["1", "2"], ["title", "owner"]);
    expect(incompatibilities(running, accepting("2"))).toEqual([
      "core.chats.owner: is gone, or has another name",
    ]);
  });
});

describe("any schema", () => {
  const columns = fc.dictionary(
    fc.stringMatching(/^[a-e]$/),
    fc.record({
      type: fc.constantFrom("text", "integer", "smallint", "character varying(9)"),
      required: fc.boolean(),
      default: fc.constantFrom(null, "0", "generated always as identity"),
    }),
  );
  const rules = fc.uniqueArray(
    fc.record({
      definition: fc.constantFrom("UNIQUE (a)", "CHECK ((b > 0))", "PRIMARY KEY (c)"),
      columns: fc.subarray(["a", "b", "c"]),
    }),
    { selector: ({ definition }) => definition },
  );
  const rights = fc.subarray(["select", "insert"]);
  const schemas = fc.record({
    tables: fc.dictionary(
      fc.constantFrom("core.a", "core.b"),
      fc.record({ columns, rules, rights }),
    ),
    others: fc.dictionary(fc.constantFrom("function f()", "type t"), fc.constantFrom("1", "2")),
  });

  test("breaks nothing for itself", () => {
    fc.assert(
      fc.property(schemas, (schema) => {
        expect(schemaBreaks(schema, schema)).toEqual([]);
      }),
    );
  });

  test("can be added to an empty database", () => {
    const empty = { tables: {}, others: {} };
    fc.assert(
      fc.property(schemas, (schema) => {
        expect(schemaBreaks(empty, schema)).toEqual([]);
      }),
    );
  });

  test("breaks once for each table, function and type when all is gone", () => {
    const empty = { tables: {}, others: {} };
    fc.assert(
      fc.property(schemas, (schema) => {
        const things = [...Object.keys(schema.tables), ...Object.keys(schema.others)];
        expect(schemaBreaks(schema, empty)).toHaveLength(things.length);
      }),
    );
  });

  test("breaks one way or the other where two differ in what both have", () => {
    fc.assert(
      fc.property(columns, columns, (one, other) => {
        const schema = (of: typeof one) => ({
          tables: { "core.a": { columns: of, rules: [], rights: [] } },
          others: {},
        });
        const shared = Object.keys(one).filter((name) => name in other);
        const differ = shared.some(
          (name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]),
        );
        const breaks = [
          ...schemaBreaks(schema(one), schema(other)),
          ...schemaBreaks(schema(other), schema(one)),
        ];
        if (differ) expect(breaks).not.toEqual([]);
      }),
    );
  });
});
