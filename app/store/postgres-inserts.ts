import { compiledForRows } from "./compiled-query.ts";
import type { MessageRow, RowInserts, ToolCallRow, UsageRow } from "./row-inserts.ts";

/** Many rows a statement: each is a way to the server and back. */
export const postgresInserts: RowInserts = {
  async messages(trx, rows) {
    const idByKey = new Map((await messages(trx, rows)).map(({ key, id }) => [key, id]));
    return rows.map(({ key }) => idByKey.get(key));
  },
  async toolCalls(trx, rows) {
    await toolCalls(trx, rows);
  },
  async usage(trx, rows) {
    await usage(trx, rows);
  },
};

const messages = compiledForRows((db, rows: MessageRow[]) =>
  db.insertInto("core.messages").values(rows).returning(["id", "key"]),
);

const toolCalls = compiledForRows((db, rows: ToolCallRow[]) =>
  db.insertInto("core.tool_calls").values(rows),
);

const usage = compiledForRows((db, rows: UsageRow[]) => db.insertInto("core.usage").values(rows));
