import { createHash } from "node:crypto";
import { Kysely, PostgresDialect } from "kysely";
import { vi } from "vitest";
import { migrate } from "../../../app/store/migrate.ts";
import { postgresPool } from "../../../app/store/postgres-connection.ts";
import { migratePostgres } from "../../../app/store/postgres-migrate.ts";
import { migrationSchema, postgresMigrations } from "../../../app/store/postgres-schema.ts";
import { jsonLog } from "../../../app/telemetry/log.ts";
import { acceptedBreaks } from "../../../scripts/swap/schema/accepted-breaks.ts";
import type { ReleaseSchema } from "../../../scripts/swap/schema/release-schema.ts";
import type { TestDatabase } from "./databases.ts";
import { databaseSettings } from "./migrated.ts";
import { watchRows } from "./rewritten-tables.ts";
import { readSchema } from "./schema.ts";

/**
 * Runs every migration of this checkout on `database`, which is empty, one after the other. Gives
 * what each release would tell that ends with one of them; the last is that of this checkout.
 */
export async function releaseSchemas(database: TestDatabase): Promise<ReleaseSchema[]> {
  const settings = databaseSettings(database);
  const { administrator, login } = settings;
  if (administrator === undefined) throw new Error("a test database has both logins");
  const log = jsonLog("silent");
  let sent: string[] = [];
  const db = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool: postgresPool(settings, administrator, log) }),
    log({ query }) {
      sent.push(JSON.stringify([query.sql, query.parameters]));
    },
  });
  // A migration may write down when it ran, which is not what tells it from another.
  vi.useFakeTimers({ now: 0, toFake: ["Date"] });
  const releases: ReleaseSchema[] = [];
  const describe = async (migrations: ReleaseSchema["migrations"]) => ({
    migrations,
    ...(await db.transaction().execute((trx) => readSchema(trx, login.user))),
    acceptedBreaks,
  });
  try {
    const known: typeof postgresMigrations = {};
    const migrations: ReleaseSchema["migrations"] = [];
    for (const [name, migration] of Object.entries(postgresMigrations).toSorted(byName)) {
      let hash = "";
      known[name] = {
        async up(trx) {
          sent = [];
          await migration.up(trx);
          hash = createHash("sha256").update(sent.join("\n")).digest("hex").slice(0, 12);
        },
      };
      const run = () => migrate(db, known, { place: "test", schema: migrationSchema });
      let rewritten = await watchRows(db);
      await run().catch(async () => {
        await rewritten();
        rewritten = await watchRows(db, { every: true });
        await run();
      });
      migrations.push({ name, hash, rewrites: await rewritten() });
      releases.push(await describe(migrations.slice()));
    }
    // Roles, rights and vectors are no migrations: they are put right at every start.
    await migratePostgres(settings, administrator, log, () => {});
    return [...releases.slice(0, -1), await describe(migrations)];
  } finally {
    vi.useRealTimers();
    await db.destroy();
  }
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
