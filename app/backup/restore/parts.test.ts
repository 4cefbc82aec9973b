import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, onTestFinished, test, vi } from "vitest";
import { binaryFolder, postgresBinaries } from "../../../test/support/postgres/binaries.ts";
import { testDatabases } from "../../../test/support/postgres/databases.ts";
import { migratedDatabases } from "../../../test/support/postgres/migrated.ts";
import { qdrantStandIn } from "../../../test/support/qdrant/stand-in.ts";
import { messagesPerChat } from "../../store/test-import.ts";
import { hashedNgrams } from "../../vectors/hashed-ngrams.ts";
import { installation } from "../testing.ts";
import { restoreParts } from "./parts.ts";
import { separateTables } from "./tables.ts";

const databases = testDatabases();
const migrated = migratedDatabases(databases);

/** Three rows, and what a person does to them after the backup. */
const rows = `insert into metric_snapshots (taken_at, name, value)
  values (1, 'sessions', 1), (2, 'sessions', 2), (3, 'sessions', 3)`;
const change = "delete from metric_snapshots where taken_at < 3";

function sqlite<T>(data: string, work: (database: Database.Database) => T): T {
  const database = new Database(join(data, "chats.db"));
  try {
    return work(database);
  } finally {
    database.close();
  }
}

function takenAt(data: string): unknown[] {
  const read = "select taken_at from metric_snapshots order by 1";
  return sqlite(data, (database) => database.prepare(read).pluck().all());
}

/** An embedded database whose figures are in an archive, and of which two are lost since. */
async function place() {
  const place = installation();
  await place.import(2);
  sqlite(place.data, (database) => database.exec(rows));
  await place.backup();
  sqlite(place.data, (database) => database.exec(change));
  return { ...place, archive: place.archive() };
}

test("a table alone is put back where that is asked for, and nothing else changes", async () => {
  const { archive, data, restore, import: importInto, sessions } = await place();
  await importInto(3);
  const table = { table: ["metric_snapshots"] };
  expect(await restore(archive, table)).toEqual({
    code: 4,
    out: [
      expect.stringMatching(/^opc_backup_full_\S+, taken \S+ \S+ UTC$/),
      "  metric_snapshots   3 rows, there now 1",
      `  to   ${data}`,
    ],
    err: [
      "metric_snapshots: this table holds 1 rows already; use --replace to put the 3 of the archive in " +
        "their place. Nothing was changed",
    ],
  });
  expect(takenAt(data)).toEqual([3]);
  const dry = await restore(archive, { ...table, replace: true, dryRun: true });
  expect(dry).toMatchObject({ code: 0, err: [] });
  expect(dry.out.at(-1)).toBe("Dry run: nothing was changed.");
  expect(takenAt(data)).toEqual([3]);
  const done = await restore(archive, { ...table, replace: true, yes: true });
  expect(done).toMatchObject({ code: 0, err: [] });
  expect(done.out.at(-1)).toBe("Restored 1 table.");
  expect(takenAt(data)).toEqual([1, 2, 3]);
  expect(await sessions()).toHaveLength(3);
  expect(readdirSync(data).filter((name) => !name.startsWith("chats.db"))).toEqual([]);
});

test("a database that is open elsewhere takes a table, and one that is not there is made", async () => {
  const { archive, data, restore, withStore, folder } = await place();
  const table = { table: ["metric_snapshots", "metric_snapshots"], replace: true, yes: true };
  await withStore(async ({ store }) => {
    await store.counts();
    expect(await restore(archive, table)).toMatchObject({ code: 0 });
  });
  expect(takenAt(data)).toEqual([1, 2, 3]);
  const other = join(folder, "other");
  expect(await restore(archive, { table: ["metric_snapshots"], to: other })).toMatchObject({
    code: 0,
    out: [
      expect.anything(),
      "  metric_snapshots   3 rows, there now nothing",
      `  to   ${other}`,
      "Restored 1 table.",
    ],
  });
  expect(takenAt(other)).toEqual([1, 2, 3]);
});

test("where one of two tables cannot be put back, both are as they were", async () => {
  const { archive, data, restore } = await place();
  const newest = `insert into imports (started_at) values (7);
    create trigger nothing_new before insert on imports begin select raise(abort, 'not now'); end`;
  sqlite(data, (database) => database.exec(newest));
  const table = ["metric_snapshots", "imports"];
  const { code, err } = await restore(archive, { table, replace: true, yes: true });
  expect({ code, err }).toEqual({ code: 1, err: ["not now"] });
  expect(takenAt(data)).toEqual([3]);
  const imports = sqlite(data, (database) =>
    database
      .prepare("select max(started_at) = 7 from imports where finished_at is null")
      .pluck()
      .get(),
  );
  expect(imports).toBe(1);
});

test("a key that comes back is announced, and the next one has another number", async () => {
  const source = installation();
  await source.import(1);
  const insert = (
    hash: string,
  ) => `insert into auth_api_keys (owner, name, prefix, secret_hash, scopes, created_at)
    values ('ada', '${hash}', 'x', '${hash}', 'read', 1)`;
  sqlite(source.data, (database) => database.exec(insert("one")));
  await source.backup();
  sqlite(source.data, (database) => database.exec(insert("two")));
  const options = { table: ["auth_api_keys"], replace: true, yes: true };
  const { code, out } = await source.restore(source.archive(), options);
  expect(code).toBe(0);
  expect(out).toContain(
    "Keys that were revoked since then are valid again, and those that were made are gone.",
  );
  sqlite(source.data, (database) => database.exec(insert("three")));
  const keys = sqlite(source.data, (database) =>
    database.prepare("select id, secret_hash from auth_api_keys order by id").raw().all(),
  );
  expect(keys).toEqual([
    [1, "one"],
    [3, "three"],
  ]);
});

test("a table of the chats is refused with those that it goes with, an unknown one with all", async () => {
  const { archive, restore } = await place();
  expect(await restore(archive, { table: ["messages"] })).toEqual({
    code: 4,
    out: [],
    err: [
      "--table: messages is nothing without the other tables of chats (conversation_paths, " +
        "conversation_usage, findings, ingested_sessions, message_aliases, message_vectors, removals, " +
        "sessions, source_files, tool_calls, usage, vector_generations, workspaces); restore " +
        "application, which brings all of them, or single chats by --session. By themselves come " +
        "auth_api_keys, imports, ingest_days, metric_snapshots",
    ],
  });
  const { code, err } = await restore(archive, { table: ["metric_snapshots", "mesages"] });
  expect(code).toBe(4);
  expect(err.join()).toMatch(
    /^--table: "mesages" is not in opc_backup_full_\S+, which has auth_api_keys, conversation_paths, .*, workspaces$/,
  );
  expect((await restore(archive, { table: ["__proto__"] })).code).toBe(4);
});

test.each([
  [
    { table: ["imports"], session: ["vscode:1"] },
    [],
    "--session: not beside --table; restore the one after the other",
  ],
  [
    { table: ["imports"] },
    ["config" as const],
    "--table: puts single tables back, and takes no components",
  ],
  [
    { collection: ["x"], keepOld: true },
    [],
    "--keep-old: keeps what a whole restore replaces, and goes not with --collection",
  ],
])("%j beside %j is wrong usage", async (options, components, message) => {
  expect(await installation().restore("any", options, components)).toEqual({
    code: 2,
    out: [],
    err: [message],
  });
});

test("no key leads from a table that stands by itself to another one, or back", async () => {
  const { data } = await place();
  const references = sqlite(data, (database) =>
    database
      .prepare<[], { from: string; to: string }>(
        `select tables.name as "from", keys."table" as "to"
         from pragma_table_list tables, pragma_foreign_key_list(tables.name) keys
         where tables.type = 'table'`,
      )
      .all(),
  );
  expect(references.length).toBeGreaterThan(5);
  for (const { from, to } of references) {
    expect(separateTables).not.toContain(from);
    expect(separateTables).not.toContain(to);
  }
});

test("without room for what is read nothing is changed", async () => {
  const { archive, data, settings } = await place();
  const request = {
    path: archive,
    kind: "table" as const,
    names: ["metric_snapshots"],
    replace: true,
  };
  const restored = restoreParts(request, settings, {
    confirm: async () => true,
    freeBytes: () => 1_000_000,
  });
  await expect(restored).rejects.toThrow(/: has no room, got 1 MB and \d+ MB are needed/);
  expect(takenAt(data)).toEqual([3]);
});

test("tables of a PostgreSQL are put back in one transaction, and new rows get new numbers", async () => {
  const database = await migrated();
  const programs = join(await postgresBinaries(), binaryFolder);
  const place = installation({ ...database.environment, CHATS_PG_BIN: programs });
  await place.import(2);
  const run = (sql: string) => databases.query<{ n: number }>(database, sql);
  await run(rows.replace("metric_snapshots", "core.metric_snapshots"));
  await place.backup();
  const archive = place.archive();
  await run(change.replace("metric_snapshots", "core.metric_snapshots"));
  await place.import(3);
  const table = ["metric_snapshots", "imports"];
  expect(await place.restore(archive, { table })).toMatchObject({ code: 4 });
  await run(
    `create function core.refuse() returns trigger language plpgsql as
     $$ begin raise exception 'not now'; end $$`,
  );
  await run(
    "create trigger refuse before insert on core.imports for each row execute function core.refuse()",
  );
  const options = { table, replace: true, yes: true };
  const failed = await place.restore(archive, options);
  expect(failed.code).toBe(1);
  expect(failed.err.join()).toContain("not now");
  const taken = () => run("select taken_at::integer as n from core.metric_snapshots order by 1");
  expect((await taken()).map(({ n }) => n)).toEqual([3]);
  await run("drop trigger refuse on core.imports");
  await run("drop function core.refuse");
  expect(await place.restore(archive, options)).toMatchObject({ code: 0, err: [] });
  expect((await taken()).map(({ n }) => n)).toEqual([1, 2, 3]);
  expect(await run("select id::integer as n from core.imports")).toEqual([{ n: 1 }]);
  await run("insert into core.imports (started_at) values (9)");
  expect(await run("select id::integer as n from core.imports order by 1")).toEqual([
    { n: 1 },
    { n: 3 },
  ]);
  expect(await place.sessions()).toHaveLength(3);
});

test("rows that a PostgreSQL did not have get numbers that no new one gets", async () => {
  const [from, to] = [await migrated(), await migrated()];
  const programs = { CHATS_PG_BIN: join(await postgresBinaries(), binaryFolder) };
  const source = installation({ ...from.environment, ...programs });
  await databases.query(from, "insert into core.imports (started_at) values (1), (2), (3)");
  await source.backup();
  const target = installation({ ...to.environment, ...programs });
  expect(await target.restore(source.archive(), { table: ["imports"] })).toMatchObject({ code: 0 });
  const added = await databases.query<{ id: number }>(
    to,
    "insert into core.imports (started_at) values (4) returning id::integer as id",
  );
  expect(added).toEqual([{ id: 4 }]);
});

test("an archive of another version gives a PostgreSQL no single table", async () => {
  const database = await migrated();
  const programs = join(await postgresBinaries(), binaryFolder);
  const place = installation({ ...database.environment, CHATS_PG_BIN: programs });
  await place.import(1);
  await place.backup();
  await databases.query(database, "delete from core.kysely_migration where name like '0009%'");
  const { code, err } = await place.restore(place.archive(), {
    table: ["imports"],
    replace: true,
    yes: true,
  });
  expect(code).toBe(4);
  expect(err.join()).toMatch(/^--table: opc_\S+ and the database are of two versions/);
});

test("a collection that a Qdrant has lost is filled again, and no other one is touched", async () => {
  const server = await qdrantStandIn();
  onTestFinished(() => server.stop());
  const place = installation({ CHATS_VECTORS: "qdrant", CHATS_QDRANT_URL: server.url });
  await place.import(2);
  await place.backup();
  const archive = place.archive();
  const collection = [hashedNgrams.generation];
  const full = await place.restore(archive, { collection });
  expect(full.code).toBe(4);
  const vectors = 2 * messagesPerChat;
  expect(full.err.join()).toContain(`this collection holds ${vectors} vectors already`);
  server.collections.clear();
  const uploads = server.requests.length;
  const { code, out } = await place.restore(archive, { collection });
  expect({ code, last: out.at(-1) }).toEqual({ code: 0, last: "Restored 1 collection." });
  expect(out).toContain(`  ${collection}   ${vectors} vectors, there now nothing`);
  expect(server.requests.slice(uploads).join()).not.toContain("snapshots");
  expect(server.collections.size).toBe(1);
  await place.withStore(async ({ vectors: store }) => {
    expect(await store.count(hashedNgrams.generation)).toBe(vectors);
  });
  const replaced = { collection, replace: true, yes: true };
  expect(await place.restore(archive, replaced)).toMatchObject({ code: 0 });
  const unknown = await place.restore(archive, { collection: ["other"] });
  expect(unknown).toMatchObject({ code: 4, out: [] });
  expect(unknown.err.join()).toMatch(
    new RegExp(`^--collection: "other" is not in opc_\\S+, which has ${collection}$`),
  );
  expect(existsSync(join(place.data, ".restore"))).toBe(false);
});

test("a collection that cannot be filled is not there afterwards either", async () => {
  const server = await qdrantStandIn();
  onTestFinished(() => server.stop());
  const place = installation({ CHATS_VECTORS: "qdrant", CHATS_QDRANT_URL: server.url });
  await place.import(1);
  await place.backup();
  server.collections.clear();
  const real = globalThis.fetch;
  const refusing: typeof fetch = async (input, init) =>
    /\/points\?/.test(String(input)) && init?.method === "PUT"
      ? Response.json({ status: { error: "not now" } }, { status: 400 })
      : real(input, init);
  vi.spyOn(globalThis, "fetch").mockImplementation(refusing);
  onTestFinished(() => void vi.restoreAllMocks());
  const collection = [hashedNgrams.generation];
  expect(await place.restore(place.archive(), { collection })).toMatchObject({ code: 1 });
  expect(
    server.requests.filter((request) => /^PUT \/collections\/[^/]+$/.test(request)),
  ).toHaveLength(2);
  expect([...server.collections.keys()]).toEqual([]);
});

test("vectors that the database keeps itself are no collections", async () => {
  const { archive, restore } = await place();
  const { code, err } = await restore(archive, { collection: [hashedNgrams.generation] });
  expect(code).toBe(4);
  expect(err.join()).toContain("vectors: are in the database of this archive; restore application");
});
