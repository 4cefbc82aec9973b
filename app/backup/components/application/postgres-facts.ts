import { type Kysely, sql } from "kysely";
import { executedMigrations } from "../../../store/migrate.ts";
import { migrationSchema, schemas } from "../../../store/postgres-schema.ts";
import { sqliteTable } from "../../../store/tables.ts";
import type { DatabaseFacts, StoredGeneration } from "./database-facts.ts";

/** Reads them in the transaction of `db`. Throws where the database was never migrated. */
export async function postgresFacts(db: Kysely<unknown>): Promise<DatabaseFacts> {
  const tables: string[] = [];
  for (const schema of schemas) {
    tables.push(...(await tablesOf(db, schema)).map((table) => `${schema}.${table}`));
  }
  if (!tables.includes("core.conversations")) {
    throw new Error("the database has no chats; run npm run chats -- migrate");
  }
  const counts: Record<string, number> = {};
  for (const table of tables.filter(isOwn)) {
    const [schema = "", name = ""] = table.split(".");
    counts[sqliteTable(schema, name)] = await rowCount(db, table);
  }
  const { rows } = await sql<{ bytes: number }>`
    select pg_database_size(current_database()) as bytes`.execute(db);
  return {
    migrations: await executedMigrations(db, migrationSchema),
    counts,
    generations: await generations(db, tables.includes(vectorTable)),
    sizeBytes: rows[0]?.bytes ?? 0,
  };
}

const vectorTable = "core.vectors";

/** Names of the tables of a schema, in order. */
export async function tablesOf(db: Kysely<unknown>, schema: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = ${schema} order by 1`.execute(db);
  return rows.map(({ name }) => name);
}

/** Vectors are counted by generation, and bookkeeping says nothing. */
function isOwn(table: string): boolean {
  return !/\.(kysely_\w+|vectors|index_generation)$/.test(table);
}

async function rowCount(db: Kysely<unknown>, table: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(table)}`.execute(db);
  return rows[0]?.count ?? 0;
}

async function generations(db: Kysely<unknown>, areInside: boolean): Promise<StoredGeneration[]> {
  const inside = areInside
    ? sql`(select count(*) from core.vectors v where v.generation = g.name)`
    : sql`null::bigint`;
  const { rows } = await sql<
    Omit<StoredGeneration, "vectorsInside"> & { vectorsInside: number | null }
  >`
    select name, key, dimensions, ${inside} as "vectorsInside",
      (select count(*) from core.message_vectors m where m.generation = g.name and m.is_zero = 0)
        as vectors
    from core.vector_generations g order by id`.execute(db);
  return rows.map(({ vectorsInside, ...generation }) => ({
    ...generation,
    // A table without a vector of it: they are kept elsewhere.
    vectorsInside: vectorsInside === 0 ? undefined : (vectorsInside ?? undefined),
  }));
}

/** Messages that have a vector of the generation in the vector store. */
export async function messagesWithVector(
  db: Kysely<unknown>,
  generation: string,
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select message_id as id from core.message_vectors
    where generation = ${generation} and is_zero = 0 order by message_id`.execute(db);
  return rows.map(({ id }) => id);
}
