import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { Kysely } from "kysely";
import { expect, it, onTestFinished, vi } from "vitest";
import { compiledForEach, compiledForRows, compiledOnce } from "./compiled-query.ts";
import { sqliteConnection } from "./sqlite-connection.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import { sqliteNames } from "./sqlite-names.ts";
import { insertEach } from "./sqlite-rows.ts";
import type { Database as Tables } from "./tables.ts";

interface Row {
  generation: string;
  message_id: number;
}

/** A database with one table, and all rows in it. */
function newDatabase() {
  const directory = mkdtempSync(join(tmpdir(), "chats-"));
  const file = new Database(join(directory, "test.db"));
  file.exec("create table message_vectors (generation, message_id, is_zero default 0)");
  const dialect = sqliteDialect(sqliteConnection(file));
  const db = new Kysely<Tables>({ dialect, plugins: [sqliteNames()] });
  onTestFinished(async () => {
    await db.destroy();
    rmSync(directory, { recursive: true });
  });
  const rows = () =>
    file.prepare("select generation, message_id from message_vectors order by message_id").all();
  return { db, rows };
}

const row = (message_id: number, generation = "one"): Row => ({ generation, message_id });

it("gives a query the values of each call, and what stands in it", async () => {
  const { db } = newDatabase();
  const insert = compiledOnce((on, { generation, message_id }: Row) =>
    on
      .insertInto("core.message_vectors")
      .values({ message_id, generation, is_zero: 1 })
      .returning(["generation", "message_id", "is_zero"]),
  );
  expect(await insert(db, row(1))).toEqual([{ ...row(1), is_zero: 1 }]);
  expect(await insert(db, row(2, "two"))).toEqual([{ ...row(2, "two"), is_zero: 1 }]);
});

it("compiles a query once for a database and its transactions, and again for another", async () => {
  const [one, other] = [newDatabase(), newDatabase()];
  const build = vi.fn((on: Kysely<Tables>, values: Row) =>
    on.insertInto("core.message_vectors").values(values),
  );
  const insert = compiledOnce(build);
  await insert(one.db, row(1));
  await one.db.transaction().execute((trx) => insert(trx, row(2)));
  expect(build).toHaveBeenCalledTimes(1);
  await insert(other.db, row(3));
  expect(build).toHaveBeenCalledTimes(2);
  expect([one.rows(), other.rows()]).toEqual([[row(1), row(2)], [row(3)]]);
});

it.each([0, 1, 3, 4, 21, 64, 85, 200])("takes %i rows, and gives what each gave", async (count) => {
  const { db, rows } = newDatabase();
  const insert = compiledForRows((on, values: Row[]) =>
    on.insertInto("core.message_vectors").values(values).returning("message_id"),
  );
  const given = Array.from({ length: count }, (_, index) => row(index, `g${index}`));
  const ids = await insert(db, given);
  expect(ids).toEqual(given.map(({ message_id }) => ({ message_id })));
  expect(rows()).toEqual(given);
});

it("makes few queries of rows in many lengths", async () => {
  const { db, rows } = newDatabase();
  const build = vi.fn((on: Kysely<Tables>, values: Row[]) =>
    on.insertInto("core.message_vectors").values(values),
  );
  const insert = compiledForRows(build);
  for (let count = 1; count <= 100; count++) {
    await insert(
      db,
      Array.from({ length: count }, () => row(count)),
    );
  }
  expect(rows()).toHaveLength(5_050);
  expect(build).toHaveBeenCalledTimes(4);
});

it("gives a statement for each of many rows, compiled once, with the row's values", async () => {
  const { db, rows } = newDatabase();
  const build = vi.fn((on: Kysely<Tables>, values: Row) =>
    on.insertInto("core.message_vectors").values(values),
  );
  const statements = compiledForEach(build);
  const given = [row(3), row(4, "two"), row(5)];
  const ids = await db.transaction().execute((trx) => insertEach(trx, statements(trx, given)));
  expect(ids).toEqual([1, 2, 3]);
  expect(await insertEach(db, statements(db, []))).toEqual([]);
  expect(rows()).toEqual(given);
  expect(build).toHaveBeenCalledTimes(1);
});
