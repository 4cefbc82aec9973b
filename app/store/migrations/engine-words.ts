import type { ColumnDefinitionBuilder, Expression } from "kysely";

/** What the engines say in different words where they make the same tables. */
export interface EngineWords {
  identity: Identity;
  /** Type of text that is sorted by its bytes, as SQLite sorts any text. */
  bytewiseText: "text" | Expression<unknown>;
  /** Whether a schema is more than a part of its tables' names. */
  hasSchemas: boolean;
}

/** Makes an integer column number its rows. */
export type Identity = (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;
