import type { Kysely, Transaction } from "kysely";
import type { MessageFilter } from "./message-filter.ts";
import type { RowInserts } from "./row-inserts.ts";
import type { RankedMessage } from "./store.ts";
import type { Database } from "./tables.ts";
import type { TextMatch } from "./text-hits.ts";

/** What each database engine does in its own way. Everything else of the store is shared SQL. */
export interface Engine {
  textIndex: TextIndex;
  /** Size of everything stored, in bytes. */
  databaseBytes(db: Kysely<Database>): Promise<number>;
  /**
   * Only one transaction writes at a time, so that one of many steps locks up with no other. Where it
   * is so, many steps in one are much quicker.
   */
  hasOneWriter: boolean;
  inserts: RowInserts;
  /** Lets no other transaction write the conversation of this name before `trx` has ended. */
  lockConversation(trx: Transaction<Database>, name: string): Promise<void>;
  /** What is wrong with the database itself, a sentence each. Reads all of it. */
  check(db: Kysely<Database>): Promise<string[]>;
  /** Gives the space of deleted rows back. */
  vacuum(db: Kysely<Database>): Promise<void>;
  /** Notes that stored text was redacted, so that `eraseRedacted` has something to do. */
  noteRedaction(trx: Transaction<Database>): Promise<void>;
  /** Leaves nothing of redacted text in the file, where the engine would keep it for long. */
  eraseRedacted(db: Kysely<Database>): Promise<void>;
  /** Deletes vectors of messages that are gone, where they do not go with them. */
  dropStrayVectors(db: Kysely<Database>): Promise<void>;
  /** Why the tables cannot be used, for people; undefined when they can. Throws when it cannot ask. */
  schemaProblem(db: Kysely<Database>): Promise<string | undefined>;
}

/** Full text over titles and messages, written in the transaction that writes the messages. */
export interface TextIndex {
  /**
   * Puts words in the place of those that were known. To be called once a transaction, as its last
   * write: SQLite writes a piece of its index for each time that something else is written between.
   */
  put(db: Kysely<Database>, words: IndexedWords): Promise<void>;
  /** Forgets messages that are about to be deleted. */
  dropMessages(db: Kysely<Database>, messageIds: number[]): Promise<void>;
  /** Forgets the title of a conversation that is about to be deleted. */
  dropTitle(db: Kysely<Database>, conversationId: number): Promise<void>;
  /**
   * Stems of words that begin with `initial`, in any order. Those that `viewer` does not see may be
   * among them.
   */
  stems(db: Kysely<Database>, viewer: string, which: WhichStems): Promise<string[]>;
  /** Where a stem stands in what `viewer` sees. */
  places(db: Kysely<Database>, viewer: string, stem: string, limit: number): Promise<TextMatch[]>;
  /** Best first. Any text is a valid query, and one without a word finds nothing. */
  search(db: Kysely<Database>, question: TextQuestion): Promise<RankedMessage[]>;
}

export interface WhichStems {
  /** First letter. */
  initial: string;
  /** Letters that a stem has at most. */
  longest: number;
}

export interface TextQuestion {
  /** Of what this owner sees. */
  viewer: string;
  query: string;
  /** Of all hits; of a session there are no more than `hitsPerSession`. */
  limit: number;
  filter: MessageFilter;
}

/** A long chat on one subject must not fill the list alone. */
export const hitsPerSession = 5;

export interface IndexedWords {
  messages: IndexedMessage[];
  /** Those that have changed. */
  titles: IndexedTitle[];
}

/** By which a conversation is found. */
export interface IndexedTitle {
  conversationId: number;
  text: string;
}

export interface IndexedMessage {
  id: number;
  role: "user" | "assistant";
  text: string;
  /** True when no words of it were put yet, which is quicker to put. */
  isNew?: boolean;
  /** Absent where they are still to be found in `text`. */
  identifiers?: string;
}
