import type { Kysely } from "kysely";
import { batches } from "../store/batches.ts";
import { fits, type MessageFilter } from "../store/message-filter.ts";
import { searchedMessages } from "../store/searched-messages.ts";
import type { Database } from "../store/tables.ts";
import { isVisibleTo } from "../store/visibility.ts";

/**
 * Those of `found` whose message the viewer sees and that fits, in the same order, without messages
 * that were changed or deleted since their vector was made.
 */
export async function visibleOf<Found extends { messageId: number }>(
  db: Kysely<Database>,
  { viewer, generation, filter }: { viewer: string; generation: string; filter: MessageFilter },
  found: Found[],
): Promise<Found[]> {
  const visible = new Set<number>();
  for (const batch of batches(found)) {
    const ids = batch.map(({ messageId }) => messageId);
    const rows = await db
      .selectFrom("core.message_vectors as done")
      .innerJoin(searchedMessages(db), "m.id", "done.message_id")
      .innerJoin("core.conversations as c", "c.id", "m.conversation_id")
      .select("m.id")
      .where("done.generation", "=", generation)
      .where("done.message_id", "in", ids)
      .where("done.is_zero", "=", 0)
      .where(isVisibleTo(viewer))
      .where(fits(filter))
      .execute();
    for (const { id } of rows) visible.add(id);
  }
  return found.filter(({ messageId }) => visible.has(messageId));
}
