import type { Insertable, Transaction } from "kysely";
import type { Database } from "./tables.ts";

/** Puts rows of one conversation into the tables that have the most. */
export interface RowInserts {
  /** Gives the ids of the rows, in their order; undefined where there is none. */
  messages(trx: Transaction<Database>, rows: MessageRow[]): Promise<(number | undefined)[]>;
  toolCalls(trx: Transaction<Database>, rows: ToolCallRow[]): Promise<void>;
  usage(trx: Transaction<Database>, rows: UsageRow[]): Promise<void>;
}

export type MessageRow = Insertable<Database["core.messages"]>;
export type ToolCallRow = Insertable<Database["core.tool_calls"]>;
export type UsageRow = Insertable<Database["core.usage"]>;
