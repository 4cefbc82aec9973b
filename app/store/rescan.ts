import type { Kysely } from "kysely";
import { messageHash } from "./content-hash.ts";
import { newTitles, storedHash } from "./conversations.ts";
import type { Engine } from "./engine.ts";
import { storedFindings, withFindings } from "./findings.ts";
import type { ChangedMessage, ReadMessage } from "./merge.ts";
import { writeMerge } from "./messages.ts";
import { lockName } from "./session-name.ts";
import type { SessionSanitizer } from "./session-records.ts";
import { type StoredRow, storedRows } from "./stored-messages.ts";
import type { Database } from "./tables.ts";
import { conversationOf, wholeSession } from "./whole-session.ts";

/** Writes what `sanitize` makes of a stored session; true when that is not what was stored. */
export function sanitizeAgain(
  db: Kysely<Database>,
  engine: Engine,
  owner: string,
  id: string,
  sanitize: SessionSanitizer,
): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    await engine.lockConversation(trx, lockName(owner, id));
    const conversation = await conversationOf(trx, owner, id);
    if (conversation === undefined) return false;
    const rows = await storedRows(trx, conversation.id);
    const stored = rows.map(({ message }) => message);
    const known = await storedFindings(trx, conversation.id);
    const { session, sanitation } = sanitize(await wholeSession(trx, conversation, stored));

    const messages = withFindings(session.messages, [...known, ...sanitation.findings]);
    const changed = changesIn(rows, messages);
    const { revision } = conversation;
    const indexed = await writeMerge(trx, engine, conversation.id, {
      revision,
      added: [],
      changed,
      seen: [],
      keptCount: 0,
    });
    const title = session.title ?? null;
    const clean = { ...conversation, title };
    await trx
      .updateTable("core.conversations")
      .set({
        title,
        rules_version: sanitation.rulesVersion,
        content_hash: await storedHash(trx, clean),
      })
      .where("id", "=", conversation.id)
      .execute();
    const isChanged = changed.length > 0 || title !== conversation.title;
    if (isChanged) await engine.noteRedaction(trx);
    await engine.textIndex.put(trx, { messages: indexed, titles: newTitles(conversation, clean) });
    return isChanged;
  });
}

/** The messages that are not any more as `rows` have them, each in its place. */
function changesIn(rows: StoredRow[], messages: ReadMessage[]): ChangedMessage[] {
  const byKey = new Map(messages.map((message) => [message.key, message]));
  return rows.flatMap(({ id, orderedAt, position, lastSeenRevision, ...row }) => {
    const message = byKey.get(row.message.key) ?? row.message;
    const contentHash = messageHash(message);
    if (contentHash === row.contentHash) return [];
    return {
      id,
      message,
      contentHash,
      contentChanged: true,
      orderedAt,
      position,
      lastSeenRevision,
    };
  });
}
