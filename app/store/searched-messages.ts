import { type AliasedExpression, type Kysely, type Selectable, SqliteAdapter, sql } from "kysely";
import type { Database } from "./tables.ts";

/** The index of SQLite on what tells matches apart, beside their texts. */
export const searchIndex = "messages_for_search";

/** The columns that `searchIndex` has. */
export const searchedColumns = [
  "id",
  "conversation_id",
  "role",
  "ordered_at",
  "model",
  "has_code",
  "has_error",
] as const satisfies (keyof Database["core.messages"])[];

type SearchedMessage = Pick<
  Selectable<Database["core.messages"]>,
  (typeof searchedColumns)[number]
>;

/**
 * `core.messages as m`, of which a query reads the `searchedColumns` by id. SQLite has to be told to
 * read its index: in the table each row is on a page of its own, with all its text.
 */
export function searchedMessages(db: Kysely<Database>): AliasedExpression<SearchedMessage, "m"> {
  const isSqlite = db.getExecutor().adapter instanceof SqliteAdapter;
  const alias = isSqlite ? sql`m indexed by ${sql.id(searchIndex)}` : sql`m`;
  return sql<SearchedMessage>`${sql.table("core.messages")}`.as<"m">(alias);
}
