import type { Kysely } from "kysely";
import type { RankedMessage } from "./store.ts";
import type { Database } from "./tables.ts";

/** What each database engine does in its own way. Everything else of the store is shared SQL. */
export interface Engine {
  textIndex: TextIndex;
  /** Size of everything stored, in bytes. */
  databaseBytes(db: Kysely<Database>): Promise<number>;
}

/** Full text over titles and messages, written in the transaction that writes the messages. */
export interface TextIndex {
  putMessages(db: Kysely<Database>, messages: IndexedMessage[]): Promise<void>;
  /** Replaces the title by which a conversation is found. */
  putTitle(db: Kysely<Database>, conversationId: number, title: string): Promise<void>;
  /**
   * Best first, no more than `hitsPerSession` of a session. Any text is a valid query, and one
   * without a word finds nothing.
   */
  search(db: Kysely<Database>, query: string, limit: number): Promise<RankedMessage[]>;
}

/** A long chat on one subject must not fill the list alone. */
export const hitsPerSession = 5;

export interface IndexedMessage {
  id: number;
  role: "user" | "assistant";
  text: string;
}
