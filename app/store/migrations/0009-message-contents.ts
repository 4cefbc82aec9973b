import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { contentsOf } from "../message-contents.ts";

/** What a search can ask of messages beside words. */
export const messageContents: Migration = {
  async up(db: Kysely<Messages>) {
    for (const column of ["has_code", "has_error"]) {
      await db.schema
        .alterTable("core.messages")
        .addColumn(column, "integer", (definition) => definition.notNull().defaultTo(0))
        .execute();
    }
    await markStored(db);
  },
};

interface Messages {
  "core.messages": { id: number; text: string; has_code: number; has_error: number };
}

/** Those that are there, a portion at a time: their texts together may not fit into memory. */
async function markStored(db: Kysely<Messages>): Promise<void> {
  let last = 0;
  for (;;) {
    const rows = await db
      .selectFrom("core.messages")
      .select(["id", "text"])
      .where("id", ">", last)
      .orderBy("id")
      .limit(messagesPerPortion)
      .execute();
    const contents = rows.map(({ id, text }) => ({ id, ...contentsOf({ text, toolCalls: [] }) }));
    const idsWith = (content: "hasCode" | "hasError") =>
      contents.filter((one) => one[content]).map(({ id }) => id);
    await mark(db, "has_code", idsWith("hasCode"));
    await mark(db, "has_error", idsWith("hasError"));
    const end = rows.at(-1);
    if (end === undefined) break;
    last = end.id;
  }
  await sql`
    update ${sql.table("core.messages")} set has_error = 1
    where has_error = 0 and id in (
      select message_id from ${sql.table("core.tool_calls")} where outcome = 'failed')`.execute(db);
}

const messagesPerPortion = 500;

async function mark(
  db: Kysely<Messages>,
  column: "has_code" | "has_error",
  ids: number[],
): Promise<void> {
  if (ids.length === 0) return;
  await db
    .updateTable("core.messages")
    .set({ [column]: 1 })
    .where("id", "in", ids)
    .execute();
}
