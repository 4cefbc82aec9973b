import type { Kysely } from "kysely";
import { matcherOf } from "../search/matches.ts";
import { snippetOf } from "../search/snippet.ts";
import { sessionsOf } from "./sessions.ts";
import type { Excerpt } from "./store.ts";
import type { Database } from "./tables.ts";
import { turnOf } from "./turn-aliases.ts";
import { isVisibleTo } from "./visibility.ts";

/** Of those of `ids` that `viewer` sees, in the same order. */
export async function excerpts(
  db: Kysely<Database>,
  viewer: string,
  ids: number[],
  query: string,
): Promise<Excerpt[]> {
  if (ids.length === 0) return [];
  const messages = await db
    .selectFrom("core.messages as m")
    .innerJoin("core.conversations as c", "c.id", "m.conversation_id")
    .select(["m.id", "m.key", "m.role", "m.text", "m.conversation_id"])
    .where(isVisibleTo(viewer))
    .where("m.id", "in", ids)
    .execute();
  if (messages.length === 0) return [];
  const conversationIds = [...new Set(messages.map((message) => message.conversation_id))];
  const sessionById = await sessionsOf(db, viewer, conversationIds);
  const matchesIn = matcherOf(query);
  const excerptById = new Map<number, Excerpt>();
  for (const { id, key, role, text, conversation_id } of messages) {
    const session = sessionById.get(conversation_id);
    if (session === undefined) continue;
    const found = { session, messageId: id, turn: turnOf(key), role };
    excerptById.set(id, { ...found, ...snippetOf(text, matchesIn) });
  }
  return ids.flatMap((id) => excerptById.get(id) ?? []);
}
