import { type Kysely, sql } from "kysely";
import { fits, type MessageFilter } from "../store/message-filter.ts";
import type { Database } from "../store/tables.ts";
import { StoreUnavailable } from "../store/unavailable.ts";
import { isVisibleTo } from "../store/visibility.ts";
import { type Generation, knownGeneration, refuseOtherDimensions } from "./generations.ts";
import type { Neighbour } from "./ports.ts";
import { int8Vector } from "./quantized.ts";
import { mostCandidates, rankedByIndex } from "./sqlite-index.ts";
import { type Distance, distanceTo, hasTable, vectorTable } from "./sqlite-tables.ts";
import { visibleOf } from "./visible-messages.ts";

/** Neighbours among the messages that the viewer sees and that fit, by the index where there is one. */
export async function nearest(
  db: Kysely<Database>,
  asked: {
    viewer: string;
    generation: string;
    vector: Float32Array;
    limit: number;
    filter: MessageFilter;
  },
): Promise<Neighbour[]> {
  const generation = await knownGeneration(db, asked.generation);
  if (generation === undefined) return [];
  refuseOtherDimensions(generation, asked.vector.length);
  if (!(await hasTable(db, vectorTable(generation)))) {
    throw new StoreUnavailable(
      "search by meaning is not available: the vectors are not in this database, where the next import " +
        "makes them anew",
    );
  }
  const vector = int8Vector(asked.vector);
  if (vector === undefined) return [];
  const question = { ...asked, generation, vector };
  const rows = (await nearestByIndex(db, question)) ?? (await nearestOfVisible(db, question));
  return rows.map(({ messageId, distance }, index) => ({
    messageId,
    rank: index + 1,
    similarity: 1 - distance,
  }));
}

interface Question {
  viewer: string;
  generation: Generation;
  vector: Int8Array;
  limit: number;
  filter: MessageFilter;
}

/**
 * So many make up for the few bits by which the index ranks. With the most, which is one in 244, it
 * finds 955 of 1,000 true neighbours among a million vectors of hashed n-grams even where the question
 * has hardly anything in common with any text, and nearly all where it has.
 */
const fewestCandidates = 2_000;
const vectorsPerCandidate = 125;

/** Of the candidates for each neighbour asked for, so many must be ones that the viewer sees. */
const visiblePerNeighbour = 4;

/**
 * The index knows vectors alone: where too many candidates are others', do not fit, or are of messages
 * that have changed since, more are taken. Undefined without an index, and where even those are too few.
 */
async function nearestByIndex(
  db: Kysely<Database>,
  question: Question,
): Promise<Distance[] | undefined> {
  const { viewer, generation, vector, limit, filter } = question;
  const asked = { viewer, generation: generation.name, filter };
  const usual = Math.max(fewestCandidates, (await newestId(db, generation)) / vectorsPerCandidate);
  const few = Math.ceil(Math.min(Math.max(usual, limit * visiblePerNeighbour), mostCandidates));
  for (const count of new Set([few, mostCandidates])) {
    const ranked = await rankedByIndex(db, generation, vector, count);
    if (ranked === undefined) return undefined;
    const first = await visibleOf(db, asked, ranked.slice(0, limit));
    if (first.length === limit) return first;
    const visible = [...first, ...(await visibleOf(db, asked, ranked.slice(limit)))];
    if (visible.length >= limit * visiblePerNeighbour) return visible.slice(0, limit);
  }
  return undefined;
}

/** About how many vectors there are, without a count of all. */
async function newestId(db: Kysely<Database>, generation: Generation): Promise<number> {
  const { rows } = await sql<{ id: number | null }>`
    select max(message_id) as id from ${sql.id(vectorTable(generation))}`.execute(db);
  return rows[0]?.id ?? 0;
}

async function nearestOfVisible(
  db: Kysely<Database>,
  { viewer, generation, vector, limit, filter }: Question,
): Promise<Distance[]> {
  const { rows } = await sql<Distance>`
    select v.message_id as "messageId", ${distanceTo(vector)} as distance
    from ${sql.table("core.message_vectors")} as done
    join ${sql.id(vectorTable(generation))} as v on v.message_id = done.message_id
    join ${sql.table("core.messages")} as m on m.id = done.message_id
    join ${sql.table("core.conversations")} as c on c.id = m.conversation_id
    where done.generation = ${generation.name} and v.embedding is not null
    and ${isVisibleTo(viewer)} and ${fits(filter)}
    order by distance, v.message_id limit ${limit}`.execute(db);
  return rows;
}
