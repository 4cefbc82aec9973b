import type BetterSqlite from "better-sqlite3";
import { type Kysely, sql, type Transaction } from "kysely";
import { load } from "sqlite-vec";
import { batches } from "../store/batches.ts";
import { noFilter } from "../store/message-filter.ts";
import type { Database } from "../store/tables.ts";
import { StoreUnavailable } from "../store/unavailable.ts";
import { doneCount, hasDone, markDone } from "./done-messages.ts";
import { begunGeneration, currentGeneration, type Generation } from "./generations.ts";
import type { MessageVector, VectorStore } from "./ports.ts";
import { int8Vector } from "./quantized.ts";
import { dropIndex, indexVectors } from "./sqlite-index.ts";
import { nearest } from "./sqlite-nearest.ts";
import { hasTable, vectorTable } from "./sqlite-tables.ts";
import { generationUpkeep } from "./upkeep.ts";
import { refuseUnfit } from "./vector-checks.ts";

/** Loads sqlite-vec; returns why it cannot be had on this machine, undefined when it is there. */
export function loadVectorExtension(database: BetterSqlite.Database): StoreUnavailable | undefined {
  try {
    load(database);
    return undefined;
  } catch (cause) {
    return new StoreUnavailable(
      "search by meaning is not available on this machine: sqlite-vec cannot be loaded",
      { cause },
    );
  }
}

export interface SqliteVectorOptions {
  /**
   * Vectors from which on a generation has an index; default 5,000, which are still compared one by
   * one in a moment.
   */
  indexedFrom?: number;
}

/**
 * Vectors in the file of the store: a table for each generation with 8 bits a dimension, which are
 * compared one by one, and beside a large one an index with 2 bits a dimension, whose finds are then
 * compared by all 8. The table `message_vectors` says which messages are done. With a `problem`,
 * everything but `count` and `currentGeneration` throws it.
 */
export function sqliteVectors(
  db: Kysely<Database>,
  owner: string,
  problem: StoreUnavailable | undefined,
  { indexedFrom = 5_000 }: SqliteVectorOptions = {},
): VectorStore {
  const refuseWithProblem = () => {
    if (problem !== undefined) throw problem;
  };
  const upkeep = generationUpkeep(db, {
    isThere: (generation) => hasTable(db, vectorTable(generation)),
    drop: (generation) => drop(db, generation),
  });
  return {
    async upsert(generation, vectors) {
      refuseWithProblem();
      refuseUnfit(generation, vectors);
      const dimensions = vectors[0]?.vector.length;
      if (dimensions === undefined) return;
      await db.transaction().execute(async (trx) => {
        const begun = await begunGeneration(trx, generation, dimensions);
        await putVectors(trx, owner, begun, vectors);
        await indexVectors(trx, begun, vectors, indexedFrom);
      });
    },
    async nearest(generation, vector, limit, filter = noFilter) {
      refuseWithProblem();
      return nearest(db, { viewer: owner, generation, vector, limit, filter });
    },
    hasAny: (generation) => hasDone(db, owner, generation),
    count: (generation) => doneCount(db, owner, generation),
    currentGeneration: () => currentGeneration(db),
    async reconcile(generation) {
      refuseWithProblem();
      await upkeep.reconcile(generation);
    },
    async complete(generation) {
      refuseWithProblem();
      return upkeep.complete(generation);
    },
  };
}

/** A zero vector is kept as null: no distance of it is asked for. */
async function putVectors(
  trx: Transaction<Database>,
  owner: string,
  generation: Generation,
  vectors: MessageVector[],
): Promise<void> {
  const table = sql.id(vectorTable(generation));
  await sql`
    create table if not exists ${table} (
      message_id integer primary key references messages (id) on delete cascade,
      embedding blob
    )`.execute(trx);
  for (const batch of batches(vectors)) {
    const done = await markDone(trx, owner, generation.name, batch);
    const rows = batch
      .filter(({ messageId }) => done.has(messageId))
      .map(({ messageId, vector }) => sql`(${messageId}, ${int8Vector(vector) ?? null})`);
    if (rows.length === 0) continue;
    await sql`
      insert into ${table} (message_id, embedding) values ${sql.join(rows)}
      on conflict do update set embedding = excluded.embedding`.execute(trx);
  }
}

async function drop(db: Kysely<Database>, generation: Generation): Promise<void> {
  await dropIndex(db, generation);
  await sql`drop table if exists ${sql.id(vectorTable(generation))}`.execute(db);
}
