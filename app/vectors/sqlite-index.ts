import { CompiledQuery, type Kysely, sql, type Transaction } from "kysely";
import { batches } from "../store/batches.ts";
import type { Database } from "../store/tables.ts";
import type { Generation } from "./generations.ts";
import type { MessageVector } from "./ports.ts";
import { bitCount, bitVector } from "./quantized.ts";
import { bytes, type Distance, distanceTo, hasTable, vectorTable } from "./sqlite-tables.ts";

/** Limit of k in sqlite-vec 0.1.9 (SQLITE_VEC_VEC0_K_MAX). */
export const mostCandidates = 4_096;

/**
 * Puts vectors that were just stored into the index of their generation, and makes it once there are
 * `indexedFrom`: their `bitVector`s in a virtual table of sqlite-vec, which counts the bits that differ,
 * of a million vectors in 50 ms. To find the nearest so many costs sqlite-vec that many looks at each
 * vector, unless it is told a distance that few are below: that comes from a sample.
 */
export async function indexVectors(
  trx: Transaction<Database>,
  generation: Generation,
  vectors: MessageVector[],
  indexedFrom: number,
): Promise<void> {
  if (await hasTable(trx, bitTable(generation))) {
    const ids = vectors.map(({ messageId }) => messageId);
    for (const batch of batches(ids)) await indexStored(trx, generation, batch);
    return;
  }
  const table = sql.id(vectorTable(generation));
  const { rows } = await sql<{ id: number }>`select message_id as id from ${table}`.execute(trx);
  if (rows.length < indexedFrom || bitCount(generation.dimensions) > mostBits) return;
  for (const name of [bitTable(generation), sampleTable(generation)]) {
    await sql`
      create virtual table ${sql.id(name)} using vec0(
        message_id integer primary key,
        embedding bit[${sql.lit(bitCount(generation.dimensions))}]
      )`.execute(trx);
  }
  const ids = rows.map(({ id }) => id);
  for (const batch of batches(ids)) await indexStored(trx, generation, batch);
}

/**
 * About `count` messages, nearly all of the nearest among them, in the order of their distance by all
 * 8 bits; undefined where the generation has no index.
 */
export async function rankedByIndex(
  db: Kysely<Database>,
  generation: Generation,
  vector: Int8Array,
  count: number,
): Promise<Distance[] | undefined> {
  if (!(await hasTable(db, bitTable(generation)))) return undefined;
  const bits = sql`vec_bit(${bytes(bitVector(vector))})`;
  const sampled = Math.ceil(count / sampledOf);
  const sample = await sql<{ distance: number }>`
    select distance from ${sql.id(sampleTable(generation))}
    where embedding match ${bits} and k = ${sampled} order by distance`.execute(db);
  // Where the sample is smaller than that, nothing is too far.
  const furthest = sample.rows[sampled - 1]?.distance ?? bitCount(generation.dimensions);
  const { rows } = await sql<Distance>`
    with candidates as materialized (
      select message_id from ${sql.id(bitTable(generation))}
      where embedding match ${bits} and k = ${mostCandidates} and distance <= ${furthest}
    )
    select v.message_id as "messageId", ${distanceTo(vector)} as distance
    from candidates join ${sql.id(vectorTable(generation))} as v using (message_id)
    where v.embedding is not null
    order by distance, v.message_id`.execute(db);
  return rows;
}

export async function dropIndex(db: Kysely<Database>, generation: Generation): Promise<void> {
  for (const name of [bitTable(generation), sampleTable(generation)]) {
    await sql`drop table if exists ${sql.id(name)}`.execute(db);
  }
}

/** Limit of a vector in sqlite-vec 0.1.9 (SQLITE_VEC_VEC0_MAX_DIMENSIONS). */
const mostBits = 8_192;

function bitTable({ id }: Generation): string {
  return `vector_bits_${id}`;
}

function sampleTable({ id }: Generation): string {
  return `vector_bits_sample_${id}`;
}

/** Of so many vectors one is in the sample. */
const sampledOf = 32;

/** Spread over all ids: in a chat, questions have odd ones and answers even ones. */
function isSampled(messageId: number): boolean {
  return Math.imul(messageId, 0x9e3779b1) >>> 0 < 2 ** 32 / sampledOf;
}

async function indexStored(
  trx: Transaction<Database>,
  generation: Generation,
  messageIds: number[],
): Promise<void> {
  const { rows } = await sql<{ id: number; embedding: Buffer }>`
    select message_id as id, embedding from ${sql.id(vectorTable(generation))}
    where message_id in (${sql.join(messageIds)}) and embedding is not null`.execute(trx);
  const coded = rows.map(({ id, embedding }) => {
    const { buffer, byteOffset, length } = embedding;
    return { id, bits: bytes(bitVector(new Int8Array(buffer, byteOffset, length))) };
  });
  await putBits(trx, bitTable(generation), messageIds, coded);
  const sampled = coded.filter(({ id }) => isSampled(id));
  await putBits(trx, sampleTable(generation), messageIds.filter(isSampled), sampled);
}

/** vec0 knows no upsert, and takes no number of JavaScript's for a whole one. */
async function putBits(
  trx: Transaction<Database>,
  table: string,
  replaced: number[],
  coded: { id: number; bits: Buffer }[],
): Promise<void> {
  await dropBits(trx, table, replaced);
  if (coded.length === 0) return;
  const rows = coded.map(({ id, bits }) => sql`(cast(${id} as integer), vec_bit(${bits}))`);
  await sql`
    insert into ${sql.id(table)} (message_id, embedding) values ${sql.join(rows)}`.execute(trx);
}

/** One by one: for several at once vec0 looks at all that it has. */
async function dropBits(
  trx: Transaction<Database>,
  table: string,
  messageIds: number[],
): Promise<void> {
  await trx.getExecutor().provideConnection(async (connection) => {
    for (const id of messageIds) {
      const drop = `delete from ${table} where message_id = cast(? as integer)`;
      await connection.executeQuery(CompiledQuery.raw(drop, [id]));
    }
  });
}
