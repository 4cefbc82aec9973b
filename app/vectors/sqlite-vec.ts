import { hash } from "node:crypto";
import type BetterSqlite from "better-sqlite3";
import { type Kysely, sql } from "kysely";
import { load } from "sqlite-vec";
import type { Database } from "../store/tables.ts";
import { StoreUnavailable } from "../store/unavailable.ts";
import { doneCount, markDone } from "./done-messages.ts";
import type { MessageVector, Neighbour, VectorStore } from "./ports.ts";

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

/**
 * Vectors in the file of the store, by brute force: a virtual table of sqlite-vec for each
 * generation, 8 bits a dimension. The table `message_vectors` says which messages are done. With
 * a `problem`, everything but `count` throws it.
 */
export function sqliteVectors(
  db: Kysely<Database>,
  owner: string,
  problem: StoreUnavailable | undefined,
): VectorStore {
  const refuseWithProblem = () => {
    if (problem !== undefined) throw problem;
  };
  return {
    async upsert(generation, vectors) {
      refuseWithProblem();
      await upsert(db, owner, generation, vectors);
    },
    async nearest(generation, vector, limit) {
      refuseWithProblem();
      return nearest(db, owner, generation, vector, limit);
    },
    count: (generation) => doneCount(db, owner, generation),
  };
}

async function upsert(
  db: Kysely<Database>,
  owner: string,
  generation: string,
  vectors: MessageVector[],
): Promise<void> {
  const dimensions = vectors[0]?.vector.length;
  if (dimensions === undefined) return;
  const table = sql.id(vectorTable(generation));
  await db.transaction().execute(async (trx) => {
    await sql`
      create virtual table if not exists ${table} using vec0(
        message_id integer primary key,
        embedding int8[${sql.lit(dimensions)}] distance_metric=cosine
      )`.execute(trx);
    const ids = vectors.map(({ messageId }) => messageId);
    const done = await markDone(trx, owner, generation, ids);
    for (const { messageId, vector } of vectors) {
      if (!done.has(messageId)) continue;
      // vec0 knows no upsert, and takes whole numbers as BigInt only.
      await sql`delete from ${table} where message_id = ${BigInt(messageId)}`.execute(trx);
      const embedding = int8(vector);
      if (embedding === undefined) continue;
      await sql`
        insert into ${table} (message_id, embedding)
        values (${BigInt(messageId)}, vec_int8(${embedding}))`.execute(trx);
    }
  });
}

async function nearest(
  db: Kysely<Database>,
  owner: string,
  generation: string,
  vector: Float32Array,
  limit: number,
): Promise<Neighbour[]> {
  const embedding = int8(vector);
  if (embedding === undefined || !(await hasVectors(db, generation))) return [];
  // The joins leave out messages that were changed or deleted since their vector was made, and
  // those of others: an embedded database has one owner, so they are no crowd.
  const { rows } = await sql<{ messageId: number; distance: number }>`
    with neighbours as materialized (
      select message_id, distance from ${sql.id(vectorTable(generation))}
      where embedding match vec_int8(${embedding}) and k = ${Math.min(limit, mostNeighbours)}
    )
    select neighbours.message_id as "messageId", distance
    from neighbours join ${sql.table("core.message_vectors")} as done
      on done.generation = ${generation} and done.message_id = neighbours.message_id
    join ${sql.table("core.messages")} as m on m.id = done.message_id
    join ${sql.table("core.conversations")} as c
      on c.id = m.conversation_id and c.owner = ${owner}
    order by distance, neighbours.message_id`.execute(db);
  return rows.map(({ messageId, distance }, index) => ({
    messageId,
    rank: index + 1,
    similarity: 1 - distance,
  }));
}

/** Limit of k in sqlite-vec 0.1.9 (SQLITE_VEC_VEC0_K_MAX). */
const mostNeighbours = 4_096;

/** The virtual table is made with the first vector, so it must not be asked before. */
async function hasVectors(db: Kysely<Database>, generation: string): Promise<boolean> {
  const first = await db
    .selectFrom("core.message_vectors")
    .select("message_id")
    .where("generation", "=", generation)
    .limit(1)
    .executeTakeFirst();
  return first !== undefined;
}

/** Readable, and different for any two generations. */
function vectorTable(generation: string): string {
  const readable = generation.toLowerCase().replace(/[^a-z0-9]+/g, "_");
  return `vectors_${readable}_${hash("sha256", generation).slice(0, 8)}`;
}

/**
 * Scaled so that the largest component is 127: the angle between vectors does not depend on their
 * length, so all 8 bits are used. Undefined for a zero vector, which has no angle to any other.
 */
function int8(vector: Float32Array): Buffer | undefined {
  let largest = 0;
  for (const component of vector) largest = Math.max(largest, Math.abs(component));
  if (largest === 0) return undefined;
  const scaled = new Int8Array(vector.length);
  for (const [index, component] of vector.entries()) {
    scaled[index] = Math.round((component * 127) / largest);
  }
  return Buffer.from(scaled.buffer);
}
