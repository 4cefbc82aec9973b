import Database from "better-sqlite3";
import { type CompiledQuery, Kysely } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { candidates } from "./candidates.ts";
import { excerpts } from "./excerpts.ts";
import { migrate } from "./migrate.ts";
import { sessionDetail, sessionPage } from "./sessions.ts";
import { sqliteMigrations } from "./sqlite.ts";
import { sqliteConnection } from "./sqlite-connection.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import { sqliteNames } from "./sqlite-names.ts";
import type { Database as Tables } from "./tables.ts";

/** How SQLite answers each query of `read`, a step a line. */
async function plansOf(read: (db: Kysely<Tables>) => Promise<unknown>): Promise<string[]> {
  const database = new Database(":memory:");
  const queries: CompiledQuery[] = [];
  const db = new Kysely<Tables>({
    dialect: sqliteDialect(sqliteConnection(database)),
    plugins: [sqliteNames()],
    log: ({ query }) => {
      queries.push(query);
    },
  });
  onTestFinished(() => db.destroy());
  await migrate(db, sqliteMigrations, { place: "memory" });
  queries.length = 0;
  await read(db);
  expect(queries).not.toEqual([]);
  return queries.flatMap(({ sql, parameters }) =>
    database
      .prepare<unknown[], { detail: string }>(`explain query plan ${sql}`)
      .all(...parameters)
      .map(({ detail }) => detail),
  );
}

test.each<[string, (db: Kysely<Tables>) => Promise<unknown>]>([
  ["a page of sessions", (db) => sessionPage(db, "ada", { limit: 50, offset: 100 })],
  ["a session", (db) => sessionDetail(db, "ada", "grace~vscode:1")],
  ["candidates", (db) => candidates(db, "ada", [1, 2, 3])],
  ["excerpts", (db) => excerpts(db, "ada", [1, 2, 3], "bread")],
])("%s: read without a look at what others keep to themselves", async (_, read) => {
  const steps = await plansOf(read);
  const allowed = /^SCAN (\w+ USING COVERING INDEX conversations_of_team|visible|own|others|CON)/;
  expect(steps.filter((step) => step.startsWith("SCAN") && !allowed.test(step))).toEqual([]);
  expect(steps.some((step) => step.startsWith("SEARCH"))).toBe(true);
});
