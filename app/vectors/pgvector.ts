import { type Kysely, sql, type Transaction } from "kysely";
import { fits, type MessageFilter, noFilter } from "../store/message-filter.ts";
import type { Database } from "../store/tables.ts";
import { StoreUnavailable } from "../store/unavailable.ts";
import { isVisibleTo } from "../store/visibility.ts";
import { doneCount, hasDone, markDone } from "./done-messages.ts";
import {
  begunGeneration,
  currentGeneration,
  knownGeneration,
  refuseOtherDimensions,
} from "./generations.ts";
import type { MessageVector, Neighbour, VectorStore } from "./ports.ts";
import { generationUpkeep } from "./upkeep.ts";
import { isZero, refuseUnfit } from "./vector-checks.ts";

/** Those of usual models, as far as an index takes them; others are searched without one. */
const indexedDimensions = [384, 512, 768, 1_024, 1_536];

/**
 * Makes the table of vectors when it is missing. No migration, because the extension `vector`,
 * which must be there, may be allowed long after the first one.
 */
export async function createVectors<Tables>(db: Kysely<Tables>): Promise<void> {
  await sql`
    create table if not exists core.vectors (
      generation text not null,
      message_id integer not null,
      owner text not null,
      dimensions integer not null,
      embedding vector not null check (vector_dims(embedding) = dimensions),
      primary key (generation, message_id),
      foreign key (generation, message_id) references core.message_vectors on delete cascade
    )`.execute(db);
  await sql`
    create index if not exists vectors_by_owner on core.vectors (owner, generation)`.execute(db);
  for (const dimensions of indexedDimensions) {
    const column = typed(sql`embedding`, dimensions);
    await sql`
      create index if not exists ${sql.id(`vectors_nearest_${dimensions}`)} on core.vectors
      using hnsw ((${column}) vector_cosine_ops)
      where dimensions = ${sql.lit(dimensions)}`.execute(db);
  }
}

/**
 * Vectors in the database of the store, with pgvector. Where its extension is missing everything but
 * `count` and `currentGeneration` throws `StoreUnavailable`.
 */
export function pgVectors(db: Kysely<Database>, owner: string): VectorStore {
  let isThere = false;
  const refuseWithoutTable = async () => {
    isThere ||= await hasTable(db);
    if (!isThere) {
      throw new StoreUnavailable(
        "search by meaning is not available: the database has no extension vector",
      );
    }
  };
  const upkeep = generationUpkeep(db, {
    isThere: ({ name }) => hasVectors(db, name),
    // They go with the rows that say which messages have one.
    async drop() {},
  });
  return {
    async upsert(generation, vectors) {
      await refuseWithoutTable();
      refuseUnfit(generation, vectors);
      await upsert(db, owner, generation, vectors);
    },
    async nearest(generation, vector, limit, filter = noFilter) {
      await refuseWithoutTable();
      return nearest(db, { viewer: owner, generation, vector, limit, filter });
    },
    hasAny: (generation) => hasDone(db, owner, generation),
    count: (generation) => doneCount(db, owner, generation),
    currentGeneration: () => currentGeneration(db),
    async reconcile(generation) {
      await refuseWithoutTable();
      await upkeep.reconcile(generation);
    },
    async complete(generation) {
      await refuseWithoutTable();
      return upkeep.complete(generation);
    },
  };
}

async function hasTable(db: Kysely<Database>): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass('core.vectors') is not null as there`.execute(db);
  return rows[0]?.there === true;
}

/** False where the table was made anew, after somebody dropped it with the extension. */
async function hasVectors(db: Kysely<Database>, generation: string): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`
    select exists (select from core.vectors where generation = ${generation})
      or not exists (select from core.message_vectors where generation = ${generation})
      as there`.execute(db);
  return rows[0]?.there === true;
}

async function upsert(
  db: Kysely<Database>,
  owner: string,
  generation: string,
  vectors: MessageVector[],
): Promise<void> {
  for (let start = 0; start < vectors.length; start += vectorsPerStatement) {
    const batch = vectors.slice(start, start + vectorsPerStatement);
    await db.transaction().execute((trx) => upsertBatch(trx, owner, generation, batch));
  }
}

/** Vectors are sent as text, of some kilobytes each. */
const vectorsPerStatement = 500;

async function upsertBatch(
  trx: Transaction<Database>,
  owner: string,
  generation: string,
  vectors: MessageVector[],
): Promise<void> {
  await begunGeneration(trx, generation, vectors[0]?.vector.length ?? 0);
  const done = await markDone(trx, owner, generation, vectors);
  await sql`
    delete from core.vectors
    where generation = ${generation} and message_id = any(${[...done]}::integer[])`.execute(trx);
  const rows = vectors
    .filter(({ messageId, vector }) => done.has(messageId) && !isZero(vector))
    .map(({ messageId, vector }) => {
      const [id, dimensions] = [sql.lit(messageId), sql.lit(vector.length)];
      return sql`(${generation}, ${id}, ${owner}, ${dimensions}, ${literal(vector)}::vector)`;
    });
  if (rows.length === 0) return;
  await sql`
    insert into core.vectors (generation, message_id, owner, dimensions, embedding)
    values ${sql.join(rows)}
    on conflict (generation, message_id) do update set embedding = excluded.embedding`.execute(trx);
}

interface Question {
  viewer: string;
  generation: string;
  vector: Float32Array;
  limit: number;
  filter: MessageFilter;
}

/**
 * The index knows neither owners nor generations nor filters: it gives the nearest of all, of which those asked
 * for are kept. Where that leaves too few, all vectors that the viewer sees are compared.
 */
async function nearest(db: Kysely<Database>, question: Question): Promise<Neighbour[]> {
  const generation = await knownGeneration(db, question.generation);
  if (generation === undefined || isZero(question.vector)) return [];
  refuseOtherDimensions(generation, question.vector.length);
  const isIndexed = indexedDimensions.includes(question.vector.length);
  const quick = isIndexed ? await nearestByIndex(db, question) : [];
  return quick.length === question.limit ? quick : nearestOfAll(db, question);
}

/** Candidates that the index looks at for each one asked for, and their limit in pgvector. */
const candidatesPerNeighbour = 4;
const mostCandidates = 1_000;

function nearestByIndex(db: Kysely<Database>, question: Question): Promise<Neighbour[]> {
  const { viewer, generation, vector, limit, filter } = question;
  const dimensions = sql.lit(vector.length);
  const candidates = Math.min(limit * candidatesPerNeighbour, mostCandidates);
  const distance = sql`
    ${typed(sql`embedding`, vector.length)} <=> ${typed(sql`${literal(vector)}`, vector.length)}`;
  return db.transaction().execute(async (trx) => {
    await sql`select set_config('hnsw.ef_search', ${String(candidates)}, true)`.execute(trx);
    const { rows } = await sql<Distance>`
      with candidates as materialized (
        select message_id, generation, ${distance} as distance
        from core.vectors where dimensions = ${dimensions}
        order by ${distance} limit ${candidates}
      )
      select message_id as "messageId", distance from candidates ${withConversation}
      where ${isVisibleTo(viewer)} and ${fits(filter)} and generation = ${generation}
      order by distance, message_id limit ${limit}`.execute(trx);
    return neighbours(rows);
  });
}

async function nearestOfAll(db: Kysely<Database>, question: Question): Promise<Neighbour[]> {
  const { viewer, generation, vector, limit, filter } = question;
  const { rows } = await sql<Distance>`
    select message_id as "messageId", embedding <=> ${literal(vector)}::vector as distance
    from core.vectors ${withConversation}
    where ${isVisibleTo(viewer)} and ${fits(filter)} and generation = ${generation}
    order by distance, message_id limit ${limit}`.execute(db);
  return neighbours(rows);
}

const withConversation = sql`
  join core.messages m on m.id = message_id
  join core.conversations c on c.id = m.conversation_id`;

interface Distance {
  messageId: number;
  /** 1 minus the cosine of the angle. */
  distance: number;
}

function neighbours(rows: Distance[]): Neighbour[] {
  return rows.map(({ messageId, distance }, index) => ({
    messageId,
    rank: index + 1,
    similarity: 1 - distance,
  }));
}

function typed(value: ReturnType<typeof sql>, dimensions: number) {
  return sql`${value}::vector(${sql.lit(dimensions)})`;
}

function literal(vector: Float32Array): string {
  return `[${vector.join(",")}]`;
}
