import type { Kysely } from "kysely";
import { hitsPerSession, type TextQuestion } from "./engine.ts";
import { fits, type MessageFilter } from "./message-filter.ts";
import type { RankedMessage } from "./store.ts";
import type { Database } from "./tables.ts";

/** What full text found, before it is known which message is shown for a title. */
export interface TextMatch {
  conversationId: number;
  /** Null where it is the title that fits. */
  messageId: number | null;
}

/** Matches looked at for each hit, so that the sessions behind a talkative one are seen. */
export const matchesPerHit = 10;

/** The hits among `matches`, which are what one viewer sees, best first. */
export async function hitsAmong(
  db: Kysely<Database>,
  matches: TextMatch[],
  { filter, limit }: Pick<TextQuestion, "filter" | "limit">,
): Promise<RankedMessage[]> {
  const titles = matches.filter(({ messageId }) => messageId === null);
  const messageByTitle = await firstMessages(
    db,
    titles.map(({ conversationId }) => conversationId),
    filter,
  );
  const hitsByConversation = new Map<number, Set<number>>();
  const ids: number[] = [];
  for (const { conversationId, messageId } of matches) {
    const id = messageId ?? messageByTitle.get(conversationId);
    const hits = hitsByConversation.get(conversationId) ?? new Set();
    if (id === undefined || hits.has(id) || hits.size === hitsPerSession) continue;
    hitsByConversation.set(conversationId, hits.add(id));
    ids.push(id);
  }
  return ids.slice(0, limit).map((messageId, index) => ({ messageId, rank: index + 1 }));
}

/** A title stands for the first message of its conversation that fits. */
async function firstMessages(
  db: Kysely<Database>,
  conversationIds: number[],
  filter: MessageFilter,
): Promise<Map<number, number>> {
  if (conversationIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("core.conversations as c")
    .select((eb) => [
      "c.id",
      eb
        .selectFrom("core.messages as m")
        .select("m.id")
        .whereRef("m.conversation_id", "=", "c.id")
        .where(fits(filter))
        .orderBy("m.ordered_at")
        .orderBy("m.position")
        .orderBy("m.key")
        .limit(1)
        .as("message_id"),
    ])
    .where("c.id", "in", conversationIds)
    .execute();
  return new Map(
    rows.flatMap((row) => (row.message_id === null ? [] : [[row.id, row.message_id]])),
  );
}
