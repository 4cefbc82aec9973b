import { Kysely, PostgresDialect, sql } from "kysely";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type TestDatabase, testDatabases } from "../../test/support/postgres/databases.ts";
import { databaseSettings, migratedDatabases } from "../../test/support/postgres/migrated.ts";
import { jsonLog } from "../telemetry/log.ts";
import { killContract } from "./kill-contract.ts";
import { migrate } from "./migrate.ts";
import { openPostgresStore } from "./postgres.ts";
import { postgresPool } from "./postgres-connection.ts";
import { migratePostgres } from "./postgres-migrate.ts";
import { migrationSchema, postgresMigrations } from "./postgres-schema.ts";
import { killedAfter, moments, openingMs } from "./test-kill.ts";

// Each test starts a process and makes a database.
vi.setConfig({ testTimeout: 60_000 });

const databases = testDatabases();
const log = jsonLog("silent");

describe("an import into PostgreSQL that is killed", () => {
  const migrated = migratedDatabases(databases);
  killContract(async () => {
    const database = await migrated();
    return {
      environment: database.environment,
      open: async () => openPostgresStore(databaseSettings(database), { log }),
    };
  });
});

describe("a migration of PostgreSQL that is killed", () => {
  const names = Object.keys(postgresMigrations).toSorted();
  const earlier = names.filter((name) => name < "0002");
  const sessions = 4_000;
  let old: Promise<{ template: TestDatabase; tookMs: number }> | undefined;

  it.each(moments)("at seed $seed leaves the old tables or the new ones", async ({ moment }) => {
    old ??= oldDatabase();
    const { template, tookMs } = await old;
    const database = await databases.copyOf(template);
    const { environment } = database;
    await killedAfter({ file: "test-migrator.ts", environment }, "opening", moment * tookMs);

    // The next one waits until the server has noticed that the first is gone.
    const settings = databaseSettings(database);
    const administrator = settings.administrator ?? settings.login;
    await migratePostgres(settings, administrator, log, () => {});
    expect(await migrationsIn(database)).toEqual(names);
    const { store, records } = openPostgresStore(settings, { log });
    onTestFinished(() => store.close());
    expect(await store.counts()).toMatchObject({ sessions, messages: sessions });
    const last = await records.pathsOf(`vscode:chat-${sessions}`);
    expect(last).toEqual([`/chats/${sessions}.json`]);
  });

  /** A database of the first version, and how long its migration takes. */
  async function oldDatabase() {
    const template = await databases.empty();
    const settings = databaseSettings(template);
    const pool = postgresPool(settings, settings.administrator ?? settings.login, log);
    const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
    const chosen = Object.entries(postgresMigrations).filter(([name]) => earlier.includes(name));
    await migrate(db, Object.fromEntries(chosen), { place: "test", schema: migrationSchema });
    await fill(db, sessions);
    await db.destroy();
    const { environment } = await databases.copyOf(template);
    return { template, tookMs: await openingMs({ file: "test-migrator.ts", environment }) };
  }

  async function migrationsIn(database: TestDatabase): Promise<string[]> {
    const statement = "select name from core.kysely_migration order by name";
    const rows = await databases.query<{ name: string }>(database, statement);
    return rows.map(({ name }) => name);
  }
});

/** A message in each of `sessions` conversations, each with a file. */
async function fill(db: Kysely<unknown>, sessions: number): Promise<void> {
  const rows = sql`generate_series(1, ${sql.lit(sessions)}) as n`;
  await sql`
    insert into core.conversations
      (source, external_id, created_at, updated_at, content_hash, revision)
    select 'vscode', 'chat-' || n, 1, 1, 'h', 'r' from ${rows}`.execute(db);
  await sql`
    insert into core.messages
      (conversation_id, key, role, text, parts, ordered_at, position, content_hash)
    select id, 'r1/user', 'user', 'question of ' || external_id, '[]', 1, 0, 'h'
    from core.conversations`.execute(db);
  await sql`
    insert into core.source_files
      (owner, path, root, conversation_id, size_bytes, modified_at, inode, torn)
    select 'local', '/chats/' || replace(external_id, 'chat-', '') || '.json', '/chats', id, 1, 1, '1', 0
    from core.conversations`.execute(db);
}
