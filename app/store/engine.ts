import type { Kysely, Transaction } from "kysely";
import type { RankedMessage } from "./store.ts";
import type { Database } from "./tables.ts";

/** What each database engine does in its own way. Everything else of the store is shared SQL. */
export interface Engine {
  textIndex: TextIndex;
  /** Size of everything stored, in bytes. */
  databaseBytes(db: Kysely<Database>): Promise<number>;
  /** Lets no other transaction write the conversation of this name before `trx` has ended. */
  lockConversation(trx: Transaction<Database>, name: string): Promise<void>;
  /** Why the tables cannot be used, for people; undefined when they can. Throws when it cannot ask. */
  schemaProblem(db: Kysely<Database>): Promise<string | undefined>;
}

/** Full text over titles and messages, written in the transaction that writes the messages. */
export interface TextIndex {
  putMessages(db: Kysely<Database>, messages: IndexedMessage[]): Promise<void>;
  /** Replaces the title by which a conversation is found. */
  putTitle(db: Kysely<Database>, conversationId: number, title: string): Promise<void>;
  /**
   * Best first, of this owner, no more than `hitsPerSession` of a session. Any text is a valid
   * query, and one without a word finds nothing.
   */
  search(
    db: Kysely<Database>,
    owner: string,
    query: string,
    limit: number,
  ): Promise<RankedMessage[]>;
}

/** A long chat on one subject must not fill the list alone. */
export const hitsPerSession = 5;

export interface IndexedMessage {
  id: number;
  role: "user" | "assistant";
  text: string;
}
