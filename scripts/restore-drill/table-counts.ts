import type { DatabaseSettings } from "../../app/settings.ts";
import { postgresPool } from "../../app/store/postgres-connection.ts";
import { jsonLog } from "../../app/telemetry/log.ts";

/** Rows of each table that the application may read, by `schema.table`. */
export type TableCounts = Map<string, number>;

/**
 * Counts as the application's own login, connected as the application connects: what is counted here it can
 * read. Throws the application's words where it cannot connect.
 */
export async function tableCounts(database: DatabaseSettings): Promise<TableCounts> {
  const options = { statementTimeoutMs: 0 };
  const pool = postgresPool(database, database.login, jsonLog("silent"), options);
  try {
    const client = await pool.connect();
    try {
      const { rows: tables } = await client.query<{ schema: string; name: string }>(readable, []);
      const counts: TableCounts = new Map();
      for (const { schema, name } of tables) {
        const sql = `select count(*) as rows from ${quoted(schema)}.${quoted(name)}`;
        const { rows } = await client.query<{ rows: number }>(sql, []);
        counts.set(`${schema}.${name}`, rows[0]?.rows ?? 0);
      }
      return counts;
    } finally {
      client.release();
    }
  } finally {
    await pool.end();
  }
}

const readable = `
  select n.nspname as schema, c.relname as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relispartition
    and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public')
    and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
  order by 1, 2`;

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * What the restored database lacks of `source`, which is undefined where it does not answer; empty where
 * everything is there.
 */
export function problemsOf(source: TableCounts | undefined, restored: TableCounts): string[] {
  if (restored.size === 0) return ["the restored database has no table that could be read"];
  return [...(source ?? [])].flatMap(([table, rows]) => {
    const now = restored.get(table);
    if (now === undefined) return [`${table}: is missing`];
    return now === 0 && rows > 0 ? [`${table}: is empty, and the source has ${rows} rows`] : [];
  });
}
