import type { Kysely } from "kysely";
import { batches } from "../../store/batches.ts";
import { type MessageFilter, noFilter } from "../../store/message-filter.ts";
import type { Visibility } from "../../store/store.ts";
import type { Database } from "../../store/tables.ts";
import { doneCount, hasDone, markDone } from "../done-messages.ts";
import {
  begunGeneration,
  currentGeneration,
  type Generation,
  knownGeneration,
  refuseOtherDimensions,
} from "../generations.ts";
import type { MessageVector, Neighbour, VectorStore } from "../ports.ts";
import { generationUpkeep } from "../upkeep.ts";
import { isZero, refuseUnfit } from "../vector-checks.ts";
import { visibleOf } from "../visible-messages.ts";
import { collectionName } from "./collection-name.ts";
import { mostNeighbours, type VectorPoint, type VectorServer } from "./server.ts";
import { serverPlace } from "./server-place.ts";

/**
 * Vectors on a server, a collection for each generation. The database stays the truth: it says which
 * messages have a vector, and whoever is not to see one does not get it, whatever the server finds.
 */
export function serverVectors(
  db: Kysely<Database>,
  owner: string,
  server: VectorServer,
): VectorStore {
  return {
    async upsert(generation, vectors) {
      refuseUnfit(generation, vectors);
      const dimensions = vectors[0]?.vector.length;
      if (dimensions === undefined) return;
      const begun = await db
        .transaction()
        .execute((trx) => begunGeneration(trx, generation, dimensions));
      await server.create(collectionName(begun), dimensions);
      for (const batch of batches(vectors)) await upsertBatch(db, owner, server, begun, batch);
    },
    nearest: (generation, vector, limit, filter = noFilter) =>
      nearest(db, server, { viewer: owner, generation, vector, limit, filter }),
    mostFiltered: mostNeighbours,
    hasAny: (generation) => hasDone(db, owner, generation),
    count: (generation) => doneCount(db, owner, generation),
    currentGeneration: () => currentGeneration(db),
    ...generationUpkeep(db, serverPlace(db, server)),
  };
}

/** The server first: what the database says is done is always there. */
async function upsertBatch(
  db: Kysely<Database>,
  owner: string,
  server: VectorServer,
  generation: Generation,
  vectors: MessageVector[],
): Promise<void> {
  const visibilities = await visibilitiesOf(db, owner, vectors);
  const points = vectors.flatMap(({ messageId, vector }): VectorPoint[] => {
    const visibility = visibilities.get(messageId);
    if (visibility === undefined || isZero(vector)) return [];
    return [{ messageId, vector, owner, visibility }];
  });
  await server.upsert(collectionName(generation), points);
  await db.transaction().execute((trx) => markDone(trx, owner, generation.name, vectors));
}

/** Of the messages that are the owner's. */
async function visibilitiesOf(
  db: Kysely<Database>,
  owner: string,
  vectors: MessageVector[],
): Promise<Map<number, Visibility>> {
  const ids = vectors.map(({ messageId }) => messageId);
  const rows = await db
    .selectFrom("core.messages as m")
    .innerJoin("core.conversations as c", "c.id", "m.conversation_id")
    .select(["m.id", "c.visibility"])
    .where("c.owner", "=", owner)
    .where("m.id", "in", ids)
    .execute();
  return new Map(rows.map(({ id, visibility }) => [id, visibility]));
}

/** More than is asked for, in the place of those that were changed or deleted since. */
const spareNeighbours = 20;

/** Of those asked for, where a filter may leave some of them out. */
const foundPerFitting = 4;

async function nearest(
  db: Kysely<Database>,
  server: VectorServer,
  asked: {
    viewer: string;
    generation: string;
    vector: Float32Array;
    limit: number;
    filter: MessageFilter;
  },
): Promise<Neighbour[]> {
  const { viewer, vector, limit } = asked;
  const generation = await knownGeneration(db, asked.generation);
  if (generation === undefined || isZero(vector)) return [];
  refuseOtherDimensions(generation, vector.length);
  const fitting = Object.keys(asked.filter).length === 0 ? limit : limit * foundPerFitting;
  const few = Math.min(fitting + spareNeighbours, mostNeighbours);
  for (const count of new Set([few, mostNeighbours])) {
    const options = { viewer, limit: count };
    const found = await server.nearest(collectionName(generation), vector, options);
    const visible = await visibleOf(db, asked, found);
    if (visible.length >= limit || found.length < count || count === mostNeighbours) {
      return visible.slice(0, limit).map((one, index) => ({ ...one, rank: index + 1 }));
    }
  }
  return [];
}
