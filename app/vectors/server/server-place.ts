import type { Kysely } from "kysely";
import { batches } from "../../store/batches.ts";
import type { Visibility } from "../../store/store.ts";
import type { Database } from "../../store/tables.ts";
import { type Generation, messagesWaiting } from "../generations.ts";
import type { VectorPlace } from "../upkeep.ts";
import { collectionName } from "./collection-name.ts";
import type { PointCounts, StoredPoint, VectorServer } from "./server.ts";

/** How a server's collections are kept in step with the database. */
export function serverPlace(db: Kysely<Database>, server: VectorServer): VectorPlace {
  return {
    async isThere(generation) {
      const there = await server.counts(collectionName(generation));
      const done = await doneCounts(db, generation);
      return there !== undefined && there.all >= done.all;
    },
    async tidy(generation) {
      const there = await server.counts(collectionName(generation));
      if (there === undefined) return;
      const done = await doneCounts(db, generation);
      // Points of messages that have changed are there until those have their new vector.
      const waiting = await messagesWaiting(db, generation.name);
      if (there.all <= done.all + waiting && there.ofTeam === done.ofTeam) return;
      await alignPoints(db, server, generation);
    },
    publish: (generation) => server.publish(collectionName(generation)),
    drop: (generation) => server.drop(collectionName(generation)),
  };
}

async function doneCounts(db: Kysely<Database>, { name }: Generation): Promise<PointCounts> {
  const done = db
    .selectFrom("core.message_vectors as done")
    .where("done.generation", "=", name)
    .where("done.is_zero", "=", 0);
  const all = await done
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  const ofTeam = await done
    .innerJoin("core.messages as m", "m.id", "done.message_id")
    .innerJoin("core.conversations as c", "c.id", "m.conversation_id")
    .where("c.visibility", "=", "team")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return { all: all.count, ofTeam: ofTeam.count };
}

/** Removes points of messages that are gone, and lets each be found by those who see its message. */
async function alignPoints(
  db: Kysely<Database>,
  server: VectorServer,
  generation: Generation,
): Promise<void> {
  const collection = collectionName(generation);
  const [gone, changed] = [[] as StoredPoint[], [] as StoredPoint[]];
  for await (const page of server.points(collection)) {
    const visibilities = await visibilitiesOf(db, generation, page);
    for (const point of page) {
      const now = visibilities.get(point.messageId);
      if (now === undefined) gone.push(point);
      else if (point.visibility !== now) changed.push({ ...point, visibility: now });
    }
  }
  for (const batch of batches(gone)) {
    // Another process may have been about to note that they are done.
    const done = await visibilitiesOf(db, generation, batch);
    const stray = batch.filter(({ messageId }) => !done.has(messageId));
    if (stray.length === 0) continue;
    await server.remove(
      collection,
      stray.map(({ messageId }) => messageId),
    );
  }
  for (const batch of batches(changed)) await server.show(collection, batch);
}

async function visibilitiesOf(
  db: Kysely<Database>,
  generation: Generation,
  points: StoredPoint[],
): Promise<Map<number, Visibility>> {
  const visibilities = new Map<number, Visibility>();
  for (const batch of batches(points)) {
    const rows = await db
      .selectFrom("core.message_vectors as done")
      .innerJoin("core.messages as m", "m.id", "done.message_id")
      .innerJoin("core.conversations as c", "c.id", "m.conversation_id")
      .select(["m.id", "c.visibility"])
      .where("done.generation", "=", generation.name)
      .where("done.is_zero", "=", 0)
      .where(
        "done.message_id",
        "in",
        batch.map(({ messageId }) => messageId),
      )
      .execute();
    for (const { id, visibility } of rows) visibilities.set(id, visibility);
  }
  return visibilities;
}
