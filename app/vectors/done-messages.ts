import type { Kysely, Transaction } from "kysely";
import type { Database } from "../store/tables.ts";
import type { MessageVector } from "./ports.ts";
import { isZero } from "./vector-checks.ts";

/**
 * Notes in `core.message_vectors` that the messages of these vectors are done, those of `owner`, and
 * gives their ids: those that were deleted meanwhile or are somebody else's are passed over.
 */
export async function markDone(
  trx: Transaction<Database>,
  owner: string,
  generation: string,
  vectors: MessageVector[],
): Promise<Set<number>> {
  const zeroById = new Map(vectors.map(({ messageId, vector }) => [messageId, isZero(vector)]));
  const rows = await trx
    .selectFrom("core.messages as m")
    .innerJoin("core.conversations as c", "c.id", "m.conversation_id")
    .select("m.id")
    .where("c.owner", "=", owner)
    .where("m.id", "in", [...zeroById.keys()])
    .execute();
  if (rows.length > 0) {
    await trx
      .insertInto("core.message_vectors")
      .values(
        rows.map(({ id }) => ({ generation, message_id: id, is_zero: zeroById.get(id) ? 1 : 0 })),
      )
      .onConflict((conflict) =>
        conflict
          .columns(["generation", "message_id"])
          .doUpdateSet((eb) => ({ is_zero: eb.ref("excluded.is_zero") })),
      )
      .execute();
  }
  return new Set(rows.map(({ id }) => id));
}

/** Whether any message of `owner` is done, without a count of all. */
export async function hasDone(
  db: Kysely<Database>,
  owner: string,
  generation: string,
): Promise<boolean> {
  const any = await db
    .selectFrom("core.message_vectors as done")
    .innerJoin("core.messages as m", "m.id", "done.message_id")
    .innerJoin("core.conversations as c", "c.id", "m.conversation_id")
    .select("done.message_id")
    .where("done.generation", "=", generation)
    .where("c.owner", "=", owner)
    .limit(1)
    .executeTakeFirst();
  return any !== undefined;
}

/** How many messages of `owner` are done. */
export async function doneCount(
  db: Kysely<Database>,
  owner: string,
  generation: string,
): Promise<number> {
  const { count } = await db
    .selectFrom("core.message_vectors as done")
    .innerJoin("core.messages as m", "m.id", "done.message_id")
    .innerJoin("core.conversations as c", "c.id", "m.conversation_id")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("done.generation", "=", generation)
    .where("c.owner", "=", owner)
    .executeTakeFirstOrThrow();
  return count;
}
