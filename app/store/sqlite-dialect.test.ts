import BetterSqlite from "better-sqlite3";
import { Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { migrate } from "./migrate.ts";
import { sqliteConnection } from "./sqlite-connection.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import { sqliteNames } from "./sqlite-names.ts";
import type { Database } from "./tables.ts";

let db: Kysely<Database>;
beforeEach(() => {
  db = new Kysely({
    dialect: sqliteDialect(sqliteConnection(new BetterSqlite(":memory:"))),
    plugins: [sqliteNames()],
  });
});
afterEach(() => db.destroy());

async function tableNames(): Promise<string[]> {
  return (await db.introspection.getTables()).map(({ name }) => name).toSorted();
}

describe("the SQLite dialect", () => {
  it("calls tables by their SQLite names, in every kind of statement", async () => {
    const statements = [
      db.selectFrom("core.messages as m").innerJoin("core.usage", "core.usage.message_id", "m.id"),
      db.updateTable("core.usage").set({ prompt_tokens: 1 }),
      db.deleteFrom("core.usage"),
      db.schema.createTable("auth.sessions").addColumn("id", "integer"),
      db.schema.createIndex("by_id").on("auth.sessions").column("id"),
    ].map((statement) => statement.compile().sql);
    expect(statements).toEqual([
      'select from "messages" as "m" inner join "usage" on "usage"."message_id" = "m"."id"',
      'update "usage" set "prompt_tokens" = ?',
      'delete from "usage"',
      'create table "auth_sessions" ("id" integer)',
      'create index "by_id" on "auth_sessions" ("id")',
    ]);
  });

  it("gives the error of a transaction that SQLite has rolled back itself", async () => {
    const transaction = db.transaction().execute(async (trx) => {
      await sql`rollback`.execute(trx);
      throw new Error("the disk is full");
    });
    await expect(transaction).rejects.toThrow("the disk is full");
  });
});

describe("migrate", () => {
  const first: Migration = {
    up: (schema) => schema.schema.createTable("auth.sessions").addColumn("id", "integer").execute(),
  };
  const failing: Migration = {
    async up() {
      throw new Error("no such column");
    },
  };

  it("runs what has not run yet", async () => {
    await migrate(db, { "0001-first": first }, { place: "chats.db" });
    await migrate(db, { "0001-first": first }, { place: "chats.db" });
    expect(await tableNames()).toEqual([
      "auth_sessions",
      "kysely_migration",
      "kysely_migration_lock",
    ]);
  });

  it("leaves nothing of a migration that fails, and names it", async () => {
    const migrations = { "0001-first": first, "0002-failing": failing };
    await expect(migrate(db, migrations, { place: "chats.db" })).rejects.toThrow(
      "chats.db: migration 0002-failing failed: no such column",
    );
    expect(await tableNames()).toEqual(["kysely_migration", "kysely_migration_lock"]);
  });
});
