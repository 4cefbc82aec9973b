import type { Kysely, Transaction } from "kysely";
import type { TextIndex } from "./engine.ts";
import type { Merge, PlacedMessage, StoredPlace } from "./merge.ts";
import type { Database } from "./tables.ts";

/** What a merge compares, in the order of the conversation. */
export function messagePlaces(
  db: Kysely<Database>,
  conversationId: number,
): Promise<StoredPlace[]> {
  return db
    .selectFrom("core.messages")
    .select([
      "id",
      "key",
      "content_hash as contentHash",
      "ordered_at as orderedAt",
      "position",
      "last_seen_revision as lastSeenRevision",
    ])
    .where("conversation_id", "=", conversationId)
    .orderBy("ordered_at")
    .orderBy("position")
    .orderBy("key")
    .execute();
}

/** Writes a merge: rows, their details and the full-text index; changed ones lose their vector. */
export async function writeMerge(
  trx: Transaction<Database>,
  textIndex: TextIndex,
  conversationId: number,
  merge: Merge,
): Promise<void> {
  const added = await insertMessages(trx, conversationId, merge.added);
  const changed = merge.changed.filter((message) => message.contentChanged);
  for (const { id, ...placed } of merge.changed) {
    await trx
      .updateTable("core.messages")
      .set(messageValues(placed))
      .where("id", "=", id)
      .execute();
  }
  for (const { id, lastSeenRevision } of merge.seen) {
    await trx
      .updateTable("core.messages")
      .set({ last_seen_revision: lastSeenRevision })
      .where("id", "=", id)
      .execute();
  }
  await dropDetails(
    trx,
    changed.map((message) => message.id),
  );
  await insertDetails(trx, [...added, ...changed]);
  const indexed = [...added, ...changed].map(({ id, message }) => ({
    id,
    role: message.role,
    text: message.text,
  }));
  await textIndex.putMessages(trx, indexed);
}

interface IdentifiedMessage extends PlacedMessage {
  id: number;
}

/** Rows per statement: with 12 columns far below SQLite's 32,766 and PostgreSQL's 65,535 values. */
const rowsPerInsert = 500;

async function insertMessages(
  trx: Transaction<Database>,
  conversationId: number,
  messages: PlacedMessage[],
): Promise<IdentifiedMessage[]> {
  const idByKey = new Map<string, number>();
  for (const batch of batches(messages)) {
    const rows = await trx
      .insertInto("core.messages")
      .values(
        batch.map((placed) => ({
          conversation_id: conversationId,
          key: placed.message.key,
          ...messageValues(placed),
        })),
      )
      .returning(["id", "key"])
      .execute();
    for (const row of rows) idByKey.set(row.key, row.id);
  }
  return messages.map((placed) => {
    const id = idByKey.get(placed.message.key);
    if (id === undefined) throw new Error(`${placed.message.key}: the database gave it no id`);
    return { ...placed, id };
  });
}

function messageValues(placed: PlacedMessage) {
  const { message } = placed;
  return {
    role: message.role,
    text: message.text,
    parts: JSON.stringify(message.parts),
    model: message.model ?? null,
    created_at: message.createdAt ?? null,
    ordered_at: placed.orderedAt,
    position: placed.position,
    content_hash: placed.contentHash,
    last_seen_revision: placed.lastSeenRevision,
  };
}

async function dropDetails(trx: Transaction<Database>, messageIds: number[]) {
  for (const batch of batches(messageIds)) {
    await trx.deleteFrom("core.tool_calls").where("message_id", "in", batch).execute();
    await trx.deleteFrom("core.usage").where("message_id", "in", batch).execute();
    await trx.deleteFrom("core.message_vectors").where("message_id", "in", batch).execute();
  }
}

async function insertDetails(trx: Transaction<Database>, messages: IdentifiedMessage[]) {
  const toolCalls = messages.flatMap(({ id, message }) =>
    message.toolCalls.map((call, position) => ({
      message_id: id,
      position,
      call_id: call.id,
      tool: call.tool,
      summary: call.summary,
      input: call.input ?? null,
      output: call.output ?? null,
      outcome: call.outcome,
    })),
  );
  const usage = messages.flatMap(({ id, message }) =>
    message.usage === undefined
      ? []
      : {
          message_id: id,
          prompt_tokens: message.usage.promptTokens ?? null,
          completion_tokens: message.usage.completionTokens ?? null,
        },
  );
  for (const batch of batches(toolCalls)) {
    await trx.insertInto("core.tool_calls").values(batch).execute();
  }
  for (const batch of batches(usage)) {
    await trx.insertInto("core.usage").values(batch).execute();
  }
}

function* batches<Row>(rows: Row[]): Generator<Row[]> {
  for (let start = 0; start < rows.length; start += rowsPerInsert) {
    yield rows.slice(start, start + rowsPerInsert);
  }
}
