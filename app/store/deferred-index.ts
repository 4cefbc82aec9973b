import type { Kysely } from "kysely";
import type { IndexedMessage, IndexedTitle, TextIndex } from "./engine.ts";
import type { Database } from "./tables.ts";

/** `index` for a transaction that writes in many steps: words are kept back until `flush`. */
export function deferredIndex(
  index: TextIndex,
): TextIndex & { flush(db: Kysely<Database>): Promise<void> } {
  const messages = new Map<number, IndexedMessage>();
  const titles = new Map<number, IndexedTitle>();
  return {
    ...index,
    async put(_, words) {
      for (const message of words.messages) messages.set(message.id, message);
      for (const title of words.titles) titles.set(title.conversationId, title);
    },
    async dropMessages(db, ids) {
      for (const id of ids) messages.delete(id);
      await index.dropMessages(db, ids);
    },
    async dropTitle(db, conversationId) {
      titles.delete(conversationId);
      await index.dropTitle(db, conversationId);
    },
    flush: (db) =>
      index.put(db, { messages: [...messages.values()], titles: [...titles.values()] }),
  };
}
