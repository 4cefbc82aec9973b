import { workerData } from "node:worker_threads";
import Database from "better-sqlite3";
import { explained } from "./sqlite-errors.ts";

/** Values of the file's `user_version`. */
const [clean, redacted, erasing] = [0, 1, 2];

// A thread of its own that rewrites the database file at `path`. What it throws, its starter gets.
const { path } = workerData as { path: string };
try {
  vacuum(new Database(path, { fileMustExist: true, timeout: 10_000 }));
} catch (error) {
  throw explained(error, path);
}

function vacuum(database: Database.Database): void {
  const state = () => database.pragma("user_version", { simple: true });
  // Becomes `redacted` again where another process redacts more meanwhile.
  if (state() === redacted) database.pragma(`user_version = ${erasing}`);
  database.exec("insert into messages_fts (messages_fts) values ('optimize')");
  database.exec("vacuum");
  database.pragma("optimize");
  // What was there before stays in the file until the journal is moved into it. Those who read are
  // done at once, or not for long.
  database.pragma("busy_timeout = 1000");
  const isBusy = database.pragma("wal_checkpoint(truncate)", { simple: true }) !== 0;
  const finish = database.transaction(() => {
    if (state() === erasing) database.pragma(`user_version = ${clean}`);
  });
  if (!isBusy) finish.immediate();
  database.close();
}
