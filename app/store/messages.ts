import type { Kysely, Transaction } from "kysely";
import { batches } from "./batches.ts";
import { compiledOnce } from "./compiled-query.ts";
import type { Engine, IndexedMessage, TextIndex } from "./engine.ts";
import type { Merge, PlacedMessage, StoredPlace } from "./merge.ts";
import { contentsOf } from "./message-contents.ts";
import type { RowInserts } from "./row-inserts.ts";
import { packedParts } from "./stored-parts.ts";
import type { Database } from "./tables.ts";

/** What a merge compares, in the order of the conversation. */
export function messagePlaces(
  db: Kysely<Database>,
  conversationId: number,
): Promise<StoredPlace[]> {
  return places(db, { conversationId });
}

const places = compiledOnce((db, { conversationId }: { conversationId: number }) =>
  db
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
    .orderBy("key"),
);

/**
 * Writes a merge, rows with their details; changed ones lose their vector. Gives the messages whose
 * words are to be indexed.
 */
export async function writeMerge(
  trx: Transaction<Database>,
  { inserts }: Pick<Engine, "inserts">,
  conversationId: number,
  merge: Merge,
): Promise<IndexedMessage[]> {
  const added = await insertMessages(trx, inserts, conversationId, merge.added);
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
  await insertDetails(trx, inserts, [...added, ...changed]);
  return [
    ...added.map((message) => ({ ...indexed(message), isNew: true })),
    ...changed.map(indexed),
  ];
}

function indexed({ id, message: { role, text, derived } }: IdentifiedMessage): IndexedMessage {
  return { id, role, text, ...(derived !== undefined && { identifiers: derived.identifiers }) };
}

/** Deletes messages with all that belongs to them. */
export async function deleteMessages(
  trx: Transaction<Database>,
  textIndex: TextIndex,
  ids: number[],
): Promise<void> {
  for (const batch of batches(ids)) {
    await textIndex.dropMessages(trx, batch);
    await trx.deleteFrom("core.messages").where("id", "in", batch).execute();
  }
}

interface IdentifiedMessage extends PlacedMessage {
  id: number;
}

async function insertMessages(
  trx: Transaction<Database>,
  inserts: RowInserts,
  conversationId: number,
  messages: PlacedMessage[],
): Promise<IdentifiedMessage[]> {
  const rows = messages.map((placed) => ({
    conversation_id: conversationId,
    key: placed.message.key,
    ...messageValues(placed),
  }));
  const ids = await inserts.messages(trx, rows);
  return messages.map((placed, index) => {
    const id = ids[index];
    if (id === undefined) throw new Error(`${placed.message.key}: the database gave it no id`);
    return { ...placed, id };
  });
}

function messageValues(placed: PlacedMessage) {
  const { message } = placed;
  const { hasCode, hasError } = message.derived ?? contentsOf(message);
  return {
    role: message.role,
    text: message.text,
    parts: message.derived?.packedParts ?? packedParts(message.parts, message.text),
    model: message.model ?? null,
    intent_command: message.intent?.command ?? null,
    intent_agent: message.intent?.agent ?? null,
    intent_mode: message.intent?.mode ?? null,
    created_at: message.createdAt ?? null,
    ordered_at: placed.orderedAt,
    position: placed.position,
    content_hash: placed.contentHash,
    last_seen_revision: placed.lastSeenRevision,
    has_code: hasCode ? 1 : 0,
    has_error: hasError ? 1 : 0,
  };
}

async function dropDetails(trx: Transaction<Database>, messageIds: number[]) {
  for (const batch of batches(messageIds)) {
    await trx.deleteFrom("core.tool_calls").where("message_id", "in", batch).execute();
    await trx.deleteFrom("core.usage").where("message_id", "in", batch).execute();
    await trx.deleteFrom("core.findings").where("message_id", "in", batch).execute();
    await trx.deleteFrom("core.message_vectors").where("message_id", "in", batch).execute();
  }
}

async function insertDetails(
  trx: Transaction<Database>,
  inserts: RowInserts,
  messages: IdentifiedMessage[],
) {
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
  await inserts.toolCalls(trx, toolCalls);
  await inserts.usage(trx, usage);
  const findings = messages.flatMap(({ id, message }) =>
    (message.findings ?? []).map(({ rule, hash, count }) => ({
      message_id: id,
      rule,
      hash,
      occurrences: count,
    })),
  );
  for (const batch of batches(findings)) {
    await trx.insertInto("core.findings").values(batch).execute();
  }
}
