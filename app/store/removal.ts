import type { Kysely, Transaction } from "kysely";
import type { Session } from "../sources/model.ts";
import { compiledOnce } from "./compiled-query.ts";
import type { Engine } from "./engine.ts";
import { deleteMessages } from "./messages.ts";
import { lockName, sessionName } from "./session-name.ts";
import type { Database } from "./tables.ts";
import { conversationOf } from "./whole-session.ts";

/**
 * Deletes a session with all that belongs to it, unless somebody went on with it at `before` or
 * later. Its files stay known, so that no import brings it back. True when it was deleted.
 */
export function removeSession(
  db: Kysely<Database>,
  engine: Engine,
  owner: string,
  id: string,
  { before, removedAt }: { before: number; removedAt: number },
): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    await engine.lockConversation(trx, lockName(owner, id));
    const conversation = await conversationOf(trx, owner, id);
    if (conversation === undefined || conversation.updated_at >= before) return false;
    const { source, external_id, updated_at } = conversation;
    const messages = await trx
      .selectFrom("core.messages")
      .select("id")
      .where("conversation_id", "=", conversation.id)
      .execute();
    await deleteMessages(
      trx,
      engine.textIndex,
      messages.map((message) => message.id),
    );
    await engine.textIndex.dropTitle(trx, conversation.id);
    await trx.deleteFrom("core.conversations").where("id", "=", conversation.id).execute();
    await trx
      .deleteFrom("core.conversation_paths")
      .where("owner", "=", owner)
      .where("source", "=", source)
      .where("external_id", "=", external_id)
      .execute();
    await trx
      .insertInto("core.removals")
      .values({ owner, source, external_id, updated_at, removed_at: removedAt })
      .execute();
    return true;
  });
}

/** Whether `session` was removed and nobody went on with it since; forgets the removal if one did. */
export async function isRemoved(
  trx: Transaction<Database>,
  owner: string,
  session: Session,
): Promise<boolean> {
  const [removal] = await removals(trx, { owner, source: session.source, id: session.id });
  if (removal === undefined) return false;
  if (session.updatedAt <= removal.updated_at || session.messages.length === 0) return true;
  await trx
    .deleteFrom("core.removals")
    .where("owner", "=", owner)
    .where("source", "=", session.source)
    .where("external_id", "=", session.id)
    .execute();
  return false;
}

const removals = compiledOnce(
  (db, { owner, source, id }: { owner: string; source: string; id: string }) =>
    db
      .selectFrom("core.removals")
      .select("updated_at")
      .where("owner", "=", owner)
      .where("source", "=", source)
      .where("external_id", "=", id),
);

/** The owner's removal of the session with the id of URLs, if there was one. */
export async function forgetRemoval(
  db: Kysely<Database>,
  owner: string,
  id: string,
): Promise<void> {
  const name = sessionName(id);
  if (name === undefined || name.owner !== undefined) return;
  await db
    .deleteFrom("core.removals")
    .where("owner", "=", owner)
    .where("source", "=", name.source)
    .where("external_id", "=", name.externalId)
    .execute();
}
