import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { Kysely } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { writeArchive } from "../backup/archive/write.ts";
import { copySqlite } from "../backup/components/application/sqlite-copy.ts";
import { type SqliteFacts, sqliteFacts } from "../backup/components/application/sqlite-facts.ts";
import { runRestore } from "../backup/restore/restore.ts";
import { installation } from "../backup/testing.ts";
import { migrate } from "../store/migrate.ts";
import { sqliteMigrations } from "../store/sqlite.ts";
import { sqliteConnection } from "../store/sqlite-connection.ts";
import { sqliteDialect } from "../store/sqlite-dialect.ts";
import { sqliteNames } from "../store/sqlite-names.ts";
import { messagesPerChat } from "../store/test-import.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";

/** An archive of two chats, and an installation where one of them and a third are. */
async function scene() {
  const source = installation();
  await source.import(2);
  await source.backup();
  const target = installation();
  await target.import(3);
  return { source, target, archive: source.archive() };
}

test("an archive is restored into an empty folder, where a search answers at once", async () => {
  const before = process.umask(0);
  onTestFinished(() => void process.umask(before));
  const { archive } = await scene();
  const target = installation();
  const { code, out, err } = await target.restore(archive);
  expect({ code, err }).toEqual({ code: 0, err: [] });
  expect(out).toEqual([
    expect.stringMatching(/^opc_backup_full_\d{8}_\d{6}\.tar\.gz, taken 20/),
    `  application   2 sessions, ${2 * messagesPerChat} messages`,
    `  vectors       ${2 * messagesPerChat} vectors (sqlite)`,
    "  config        compared with the settings here; nothing is changed",
    `  to            ${target.data}`,
    "  there now     nothing",
    expect.stringMatching(/^Restored application, vectors, config in [\d.]+ m?s\.$/),
    expect.stringMatching(/^CHATS_DATA_DIRECTORY was ".*", and is ".*"\.$/),
    expect.stringMatching(/^CHATS_BACKUP_DIR was ".*", and is ".*"\.$/),
  ]);
  expect(readdirSync(target.data)).toEqual(["chats.db"]);
  expect(statSync(target.data).mode & 0o777).toBe(0o700);
  expect(statSync(join(target.data, "chats.db")).mode & 0o777).toBe(0o600);
  await target.withStore(async ({ store, vectors, maintenance }) => {
    const [hit] = await store.searchText("question", 1);
    expect(hit).toBeDefined();
    const [asked = new Float32Array()] = await hashedNgrams.embed(["question 3 of chat 1"]);
    const [nearest] = await vectors.nearest(hashedNgrams.generation, asked, 1);
    expect(nearest?.similarity).toBeGreaterThan(0.95);
    expect(await maintenance.check()).toEqual([]);
  });
});

test("chats that are there are not replaced unless that is asked for", async () => {
  const { target, archive } = await scene();
  const { code, err } = await target.restore(archive);
  expect(code).toBe(4);
  expect(err).toEqual([
    `${target.data}: holds chats already (3 sessions, ${3 * messagesPerChat} messages); use --replace ` +
      "to put those of the archive in their place, or --to <folder> for another one. Nothing was changed",
  ]);
  expect(await target.sessions()).toHaveLength(3);
  expect(await target.restore(archive, { replace: true })).toMatchObject({ code: 2 });
  expect(await target.restore(archive, { replace: true, dryRun: true })).toMatchObject({ code: 0 });
  expect(await target.sessions()).toHaveLength(3);
  expect(await target.restore(archive, { replace: true, yes: true })).toMatchObject({ code: 0 });
  expect(await target.sessions()).toEqual(["vscode:chat-0", "vscode:chat-1"]);
  expect(readdirSync(target.data)).toEqual(["chats.db"]);
});

test("a database without chats is no hindrance, unless somebody has a key to it", async () => {
  const { archive } = await scene();
  const target = installation();
  await target.import(0);
  const database = new Database(join(target.data, "chats.db"));
  database.exec(
    `insert into auth_api_keys (owner, name, prefix, secret_hash, scopes, created_at)
     values ('ada', 'laptop', 'x', 'y', 'read', 1)`,
  );
  database.close();
  expect(await target.restore(archive)).toMatchObject({ code: 4 });
  const empty = installation();
  await empty.import(0);
  expect(await empty.restore(archive)).toMatchObject({ code: 0 });
  expect(await empty.sessions()).toHaveLength(2);
});

test("what was there is kept beside what is restored where that is asked for", async () => {
  const { target, archive } = await scene();
  await target.restore(archive, { replace: true, yes: true, keepOld: true });
  const [kept = ""] = readdirSync(target.data).filter((name) => name !== "chats.db");
  expect(kept).toMatch(/^before-restore-\d{8}_\d{6}$/);
  const old = new Database(join(target.data, kept, "chats.db"), { readonly: true });
  expect(old.prepare("select count(*) from conversations").pluck().get()).toBe(3);
  old.close();
});

test("an encrypted archive brings the key of placeholders along, a plain one does not", async () => {
  const key = { CHATS_BACKUP_KEY: Buffer.alloc(32, 7).toString("base64") };
  for (const environment of [key, {}]) {
    const source = installation(environment);
    await source.import(1);
    writeFileSync(join(source.data, "redaction.key"), Buffer.alloc(32, 9), { mode: 0o600 });
    await source.backup("application");
    const target = installation(environment);
    expect(await target.restore(source.archive())).toMatchObject({ code: 0 });
    expect(existsSync(join(target.data, "redaction.key"))).toBe(environment === key);
  }
});

test.each([
  ["another file", (path: string) => writeFileSync(path, "no archive ".repeat(500)), 5],
  ["a missing file", (path: string) => writeFileSync(`${path}.other`, ""), 1],
])("%s changes nothing", async (_, make, expected) => {
  const { target } = await scene();
  const path = join(target.folder, "opc_backup_full_20260101_000000.tar.gz");
  make(path);
  const { code, err } = await target.restore(path, { replace: true, yes: true });
  expect({ code, lines: err.length }).toEqual({ code: expected, lines: 1 });
  expect(await target.sessions()).toHaveLength(3);
  expect(readdirSync(target.data).filter((name) => name.includes("restore"))).toEqual([]);
});

test("a flipped byte of an archive changes nothing", async () => {
  const { target, archive } = await scene();
  const bytes = readFileSync(archive);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(archive, bytes);
  expect(await target.restore(archive, { replace: true, yes: true })).toMatchObject({ code: 5 });
  expect(await target.sessions()).toHaveLength(3);
});

/** Writes an archive of a database of two chats that `change` has changed, with what the manifest is to say. */
async function archiveOf(
  change: (database: Database.Database) => void,
  manifest: { migrations?: (names: string[]) => string[]; sessions?: number } = {},
) {
  const source = installation();
  await source.import(2);
  const copy = join(source.folder, "copy.db");
  const facts = await copySqlite(join(source.data, "chats.db"), copy);
  const database = new Database(copy);
  change(database);
  database.close();
  const { conversations = 0, ...counts } = facts.counts;
  return archiveOfFile(source.backups, copy, {
    migrations: manifest.migrations?.(facts.migrations) ?? facts.migrations,
    counts: { ...counts, sessions: manifest.sessions ?? conversations },
  });
}

async function archiveOfFile(
  directory: string,
  path: string,
  { migrations, counts }: { migrations: string[]; counts: Record<string, number> },
): Promise<string> {
  const versions = { engine: "sqlite", migrations: migrations.join(",") };
  const written = await writeArchive({
    directory,
    name: { type: "application", startedAt: Date.now() },
    members: [{ name: "application/chats.db", path }],
    components: () => [{ name: "application", versions, counts, problems: [] }],
    canRestore: { value: true },
    compression: "gzip",
  });
  return written.path;
}

/** A database file as an earlier version left it, with one chat. */
async function olderDatabase(path: string): Promise<SqliteFacts> {
  const older = Object.entries(sqliteMigrations).filter(([name]) => name < "0009");
  const file = new Database(path);
  const db = new Kysely<unknown>({
    dialect: sqliteDialect(sqliteConnection(file)),
    plugins: [sqliteNames()],
  });
  await migrate(db, Object.fromEntries(older), { place: path });
  file.exec(`
    insert into conversations
      (owner, source, external_id, created_at, updated_at, content_hash, revision)
      values ('local', 'vscode', 'older', 1, 1, '', '1');
    insert into messages
      (conversation_id, key, role, text, parts, ordered_at, position, content_hash)
      values (1, 'r0', 'user', 'How do I retry?', '[]', 1, 0, '')`);
  const facts = sqliteFacts(file);
  await db.destroy();
  return facts;
}

test("an archive of a newer version is refused", async () => {
  const { target } = await scene();
  const newer = await archiveOf(() => {}, { migrations: (names) => [...names, "9999-future"] });
  const { code, err } = await target.restore(newer, { replace: true, yes: true });
  expect(code).toBe(4);
  expect(err.join()).toContain(
    "a newer version of this program made it, got the unknown migration 9999-future",
  );
  expect(await target.sessions()).toHaveLength(3);
});

test("a newer database under a manifest that hides it is refused as well", async () => {
  const { target } = await scene();
  const hidden = await archiveOf((database) => {
    database.exec("insert into kysely_migration values ('9999-future', '2030')");
  });
  const { code, err } = await target.restore(hidden, { replace: true, yes: true });
  expect(code).toBe(1);
  expect(err.join()).toContain("9999-future");
  expect(await target.sessions()).toHaveLength(3);
});

test("an archive of an older version is migrated before it takes its place", async () => {
  const target = installation();
  const path = join(target.folder, "older.db");
  const { counts, migrations } = await olderDatabase(path);
  const { conversations = 0, ...others } = counts;
  const facts = { migrations, counts: { ...others, sessions: conversations } };
  const older = await archiveOfFile(target.backups, path, facts);
  const { code, out, err } = await target.restore(older);
  expect({ code, err }).toEqual({ code: 0, err: [] });
  expect(out).toContainEqual(
    expect.stringMatching(/^ {2}older version: \d+ migrations will be run on it$/),
  );
  expect(await target.sessions()).toEqual(["vscode:older"]);
  expect(readdirSync(target.data)).toEqual(["chats.db"]);
});

test.each<[string, Parameters<typeof archiveOf>[0], Parameters<typeof archiveOf>[1]]>([
  ["a manifest that lies", () => {}, { sessions: 5 }],
  [
    "rows that refer to none",
    (database) => {
      database.pragma("foreign_keys = off");
      database.exec("update messages set conversation_id = 99 where id = 1");
    },
    {},
  ],
  ["a table less", (database) => void database.exec("drop table findings"), {}],
])("%s is damage, and changes nothing", async (_, change, manifest) => {
  const { target } = await scene();
  const path = await archiveOf(change, manifest);
  expect(await target.restore(path, { replace: true, yes: true })).toMatchObject({ code: 5 });
  expect(await target.sessions()).toHaveLength(3);
});

test("a component that the archive lacks, or that cannot be had alone, is refused by name", async () => {
  const { target, archive } = await scene();
  const refusals = {
    volumes: "volumes: is not in opc_backup_full_",
    vectors: "vectors: are in the database of this archive; restore application",
  } as const;
  for (const component of ["volumes", "vectors"] as const) {
    const { code, err } = await target.restore(archive, {}, [component]);
    expect(code).toBe(4);
    expect(err.join()).toContain(refusals[component]);
  }
  const { code, out } = await target.restore(archive, {}, ["config"]);
  expect({ code, last: out.at(-1) }).toMatchObject({
    code: 0,
    last: expect.stringMatching(/^CHATS_/),
  });
  expect(await target.sessions()).toHaveLength(3);
});

test("without room nothing is begun", async () => {
  const { target, archive } = await scene();
  const request = { path: archive, components: [], replace: true, keepOld: false };
  const parts = { environment: {}, confirm: async () => true, freeBytes: () => 1_000 };
  await expect(runRestore(request, target.settings, parts)).rejects.toThrow("has no room");
  expect(await target.sessions()).toHaveLength(3);
});

test("a person may say no", async () => {
  const { target, archive } = await scene();
  const request = { path: archive, components: [], replace: true, keepOld: false };
  const parts = { environment: {}, confirm: async () => false };
  expect(await runRestore(request, target.settings, parts)).toBeUndefined();
  expect(await target.sessions()).toHaveLength(3);
});

test("single sessions come back beside what is there, also removed ones", async () => {
  const { source, archive } = await scene();
  await source.withStore(async ({ maintenance, store }) => {
    const times = { before: Number.MAX_SAFE_INTEGER, removedAt: Date.now() };
    await maintenance.remove(["vscode:chat-1"], times);
    await store.setVisibility("vscode:chat-0", "team");
  });
  expect(await source.sessions()).toEqual(["vscode:chat-0"]);
  const ids = ["vscode:chat-1", "vscode:nothing"];
  const dry = await source.restore(archive, { session: ids, dryRun: true });
  expect(dry.out).toEqual([
    "Would restore 1 session from the archive.",
    "vscode:nothing: is not in the archive",
  ]);
  expect(await source.sessions()).toEqual(["vscode:chat-0"]);
  const { code, out } = await source.restore(archive, { session: ids });
  expect(code).toBe(3);
  expect(out[0]).toBe("Restored 1 session from the archive.");
  await source.withStore(async ({ store, maintenance }) => {
    expect(await store.session("vscode:chat-1")).toMatchObject({
      title: "Chat 1",
      messageCount: messagesPerChat,
    });
    expect(await store.session("vscode:chat-0")).toMatchObject({ visibility: "team" });
    expect(await maintenance.check()).toEqual([]);
  });
});

test("a roll back where no restore was cut off says so", async () => {
  const { target } = await scene();
  expect(await target.restore(undefined, { rollBack: true })).toMatchObject({
    code: 0,
    out: [`No restore was cut off in ${target.data}.`],
  });
  expect(await target.sessions()).toHaveLength(3);
  expect(await target.restore("a.tar.gz", { rollBack: true })).toMatchObject({ code: 2 });
});
