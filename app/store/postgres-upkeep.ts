import { Kysely, PostgresDialect, sql } from "kysely";
import { chatApp } from "../service.ts";
import type { DatabaseSettings } from "../settings.ts";
import type { WarningLog } from "../telemetry/log.ts";
import { postgresPool } from "./postgres-connection.ts";
import { schemas } from "./postgres-schema.ts";
import type { Database } from "./tables.ts";

/** What is wrong with the indexes; the pages themselves only a superuser can have checked. */
export async function checkIndexes(db: Kysely<Database>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select i.indexrelid::regclass::text as name
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where not i.indisvalid and c.relnamespace::regnamespace::text = any(${[...schemas]})
    order by name`.execute(db);
  const words = await sql<{ messages: number; titles: number }>`
    select
      (select count(*) from core.messages where id not in (select id from core.message_words))
        as messages,
      (select count(*) from core.conversations
        where title is not null and id not in (select id from core.title_words)) as titles`.execute(
    db,
  );
  const { messages = 0, titles = 0 } = words.rows[0] ?? {};
  return [
    ...rows.map(({ name }) => `the index ${name} is not valid; rebuild it with reindex`),
    ...(messages > 0 ? [`the index of words lacks messages: ${messages}`] : []),
    ...(titles > 0 ? [`the index of words lacks titles: ${titles}`] : []),
  ];
}

/** Only who owns the tables may: the login that serves may read and write rows alone. */
export async function vacuumTables(database: DatabaseSettings, log: WarningLog): Promise<void> {
  const { adminUser, adminPassword } = chatApp.environment.database;
  if (database.administrator === undefined) {
    throw new Error(`${adminUser}, ${adminPassword}: missing; set the login that owns the tables`);
  }
  const pool = postgresPool(database, database.administrator, log, { statementTimeoutMs: 0 });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    const { rows } = await sql<{ schema: string; name: string }>`
      select schemaname as schema, tablename as name from pg_tables
      where schemaname = any(${[...schemas]}) order by 1, 2`.execute(db);
    for (const { schema, name } of rows) {
      await sql`vacuum (analyze) ${sql.id(schema, name)}`.execute(db);
    }
  } finally {
    await db.destroy();
  }
}
