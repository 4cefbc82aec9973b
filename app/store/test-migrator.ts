import { readSettings } from "../settings.ts";
import { jsonLog } from "../telemetry/log.ts";
import { migratePostgres } from "./postgres-migrate.ts";

// A process of its own that migrates the PostgreSQL of its environment. Its lines are `opening`, and
// `opened` when it is done.
const { database } = readSettings();
if (database?.administrator === undefined) throw new Error("the environment names no database");
process.stdout.write("opening\n");
await migratePostgres(database, database.administrator, jsonLog("silent"), () => {});
process.stdout.write("opened\n");
