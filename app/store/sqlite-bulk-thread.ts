import { dirname } from "node:path";
import { workerData } from "node:worker_threads";
import { Kysely } from "kysely";
import { saveSessions } from "./conversations.ts";
import type { WriteCall } from "./sqlite-bulk-writes.ts";
import { sqliteConnection } from "./sqlite-connection.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import { sqliteEngine } from "./sqlite-engine.ts";
import { openDatabaseFile } from "./sqlite-file.ts";
import { sqliteNames } from "./sqlite-names.ts";
import type { Database } from "./tables.ts";
import { replyToCalls } from "./thread-replies.ts";

/** The thread of `sqliteBulkWrites`, with a connection of its own. */
const { path } = workerData as { path: string };

/** Four times as many as usual: what is written again and again goes into the file less often. */
const pagesPerCheckpoint = 4_000;

const database = openDatabaseFile(dirname(path));
database.pragma(`wal_autocheckpoint = ${pagesPerCheckpoint}`);
// What a statement may have to undo would go into a file for each that changes more than four pages.
database.pragma("temp_store = MEMORY");
const dialect = sqliteDialect(sqliteConnection(database));
const db = new Kysely<Database>({ dialect, plugins: [sqliteNames()] });

replyToCalls(({ owner, readings }: WriteCall) => saveSessions(db, sqliteEngine, owner, readings));
