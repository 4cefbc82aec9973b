import Database from "better-sqlite3";
import { vectorTable } from "../../../vectors/sqlite-tables.ts";
import type { DatabaseFacts, StoredGeneration } from "./database-facts.ts";

/** What is known of a database file at one moment. */
export interface SqliteFacts extends DatabaseFacts {
  /** Whether pages that are free may still hold what was redacted. */
  holdsRedacted: boolean;
}

/** Reads them, in the transaction that `database` is in. Throws where it is no database of chats. */
export function sqliteFacts(database: Database.Database): SqliteFacts {
  const names = database
    .prepare<[], string>(
      "select name from pragma_table_list where schema = 'main' and type = 'table' order by name",
    )
    .pluck()
    .all();
  if (!names.includes("conversations") || !names.includes("kysely_migration")) {
    throw new Error(`${database.name}: this is no database of chats; check the path`);
  }
  return {
    migrations: texts(database, "select name from kysely_migration order by name"),
    counts: Object.fromEntries(
      names.filter(isOwn).map((name) => [name, counted(database, "*", `"${name}"`)]),
    ),
    generations: names.includes("vector_generations") ? generations(database, names) : [],
    sizeBytes:
      Number(database.pragma("page_count", { simple: true })) *
      Number(database.pragma("page_size", { simple: true })),
    holdsRedacted: database.pragma("user_version", { simple: true }) !== 0,
  };
}

/** Vectors are counted by generation, and bookkeeping says nothing. */
function isOwn(name: string): boolean {
  return !/^(sqlite_|kysely_|vectors_|index_generation$)/.test(name);
}

function generations(database: Database.Database, tables: string[]): StoredGeneration[] {
  const rows = database
    .prepare<[], { id: number; name: string; key: string; dimensions: number; vectors: number }>(
      `select id, name, key, dimensions,
         (select count(*) from message_vectors where generation = name and is_zero = 0) as vectors
       from vector_generations order by id`,
    )
    .all();
  return rows.map(({ id, ...generation }) => {
    const table = vectorTable({ id });
    const vectorsInside = tables.includes(table)
      ? counted(database, "embedding", table)
      : undefined;
    return { ...generation, vectorsInside };
  });
}

/** A zero vector is kept as null, which nobody counts. */
function counted(database: Database.Database, what: string, table: string): number {
  return database.prepare<[], number>(`select count(${what}) from ${table}`).pluck().get() ?? 0;
}

function texts(database: Database.Database, sql: string): string[] {
  return database.prepare<[], string>(sql).pluck().all();
}

/** Messages that have a vector of the generation in the vector store, of the database file at `path`. */
export function sqliteMessagesWithVector(path: string, generation: string): number[] {
  const database = new Database(path, { readonly: true });
  try {
    return database
      .prepare<[string], number>(
        `select message_id from message_vectors
         where generation = ? and is_zero = 0 order by message_id`,
      )
      .pluck()
      .all(generation);
  } finally {
    database.close();
  }
}
