import { parentPort, workerData } from "node:worker_threads";
import BetterSqlite from "better-sqlite3";
import { Kysely } from "kysely";
import { type Figures, readFigures } from "./figures.ts";
import { sqliteConnection } from "./sqlite-connection.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import { sqliteNames } from "./sqlite-names.ts";
import { sqliteBytes } from "./sqlite-size.ts";
import type { Database } from "./tables.ts";

/** The thread of `sqliteFigures`: each message is answered with figures. */
parentPort?.on("message", async () => parentPort?.postMessage(await figures()));

async function figures(): Promise<Figures> {
  const file = new BetterSqlite(workerData.path, { readonly: true });
  const dialect = sqliteDialect(sqliteConnection(file));
  const db = new Kysely<Database>({ dialect, plugins: [sqliteNames()] });
  try {
    return await readFigures(db, sqliteBytes);
  } finally {
    await db.destroy();
  }
}
