import { compiledForEach } from "./compiled-query.ts";
import type { MessageRow, RowInserts, ToolCallRow, UsageRow } from "./row-inserts.ts";
import { insertEach } from "./sqlite-rows.ts";

/**
 * One row a statement, whose id is told without being asked for: for a statement that inserts several
 * or gives rows SQLite keeps a copy of every page that it changes, to be able to undo it alone.
 */
export const sqliteInserts: RowInserts = {
  messages: (trx, rows) => insertEach(trx, messages(trx, rows)),
  async toolCalls(trx, rows) {
    await insertEach(trx, toolCalls(trx, rows));
  },
  async usage(trx, rows) {
    await insertEach(trx, usage(trx, rows));
  },
};

const messages = compiledForEach((db, row: MessageRow) =>
  db.insertInto("core.messages").values(row),
);

const toolCalls = compiledForEach((db, row: ToolCallRow) =>
  db.insertInto("core.tool_calls").values(row),
);

const usage = compiledForEach((db, row: UsageRow) => db.insertInto("core.usage").values(row));
