import type { Kysely, Selectable } from "kysely";
import type { Intent, Message, ToolCall, Usage } from "../sources/model.ts";
import { unpackedParts } from "./stored-parts.ts";
import type { Database } from "./tables.ts";

/** A message as it was read, with what the store knows of it. */
export interface StoredRow {
  id: number;
  message: Message;
  contentHash: string;
  orderedAt: number;
  position: number;
  lastSeenRevision: string | null;
}

/** All messages of a conversation, whole and in order. */
export async function storedRows(
  db: Kysely<Database>,
  conversationId: number,
): Promise<StoredRow[]> {
  const messages = await db
    .selectFrom("core.messages")
    .selectAll()
    .where("conversation_id", "=", conversationId)
    .orderBy("ordered_at")
    .orderBy("position")
    .orderBy("key")
    .execute();
  const toolCalls = await db
    .selectFrom("core.tool_calls as t")
    .innerJoin("core.messages as m", "m.id", "t.message_id")
    .selectAll("t")
    .where("m.conversation_id", "=", conversationId)
    .orderBy("t.position")
    .execute();
  const usage = await db
    .selectFrom("core.usage as u")
    .innerJoin("core.messages as m", "m.id", "u.message_id")
    .selectAll("u")
    .where("m.conversation_id", "=", conversationId)
    .execute();
  const callsByMessage = Map.groupBy(toolCalls, (call) => call.message_id);
  const usageByMessage = new Map(usage.map((counted) => [counted.message_id, counted]));
  return messages.map((row) => ({
    id: row.id,
    message: {
      key: row.key,
      role: row.role,
      text: row.text,
      parts: unpackedParts(row.parts, row.text),
      createdAt: row.created_at ?? undefined,
      model: row.model ?? undefined,
      toolCalls: (callsByMessage.get(row.id) ?? []).map(toolCallOf),
      usage: usageOf(usageByMessage.get(row.id)),
      ...intentOf(row),
    },
    contentHash: row.content_hash,
    orderedAt: row.ordered_at,
    position: row.position,
    lastSeenRevision: row.last_seen_revision,
  }));
}

function toolCallOf(row: Selectable<Database["core.tool_calls"]>): ToolCall {
  return {
    id: row.call_id,
    tool: row.tool,
    summary: row.summary,
    input: row.input ?? undefined,
    output: row.output ?? undefined,
    outcome: row.outcome,
  };
}

function usageOf(row: Selectable<Database["core.usage"]> | undefined): Usage | undefined {
  return (
    row && {
      promptTokens: row.prompt_tokens ?? undefined,
      completionTokens: row.completion_tokens ?? undefined,
    }
  );
}

type IntentRow = Pick<
  Selectable<Database["core.messages"]>,
  "intent_command" | "intent_agent" | "intent_mode"
>;

function intentOf(row: IntentRow): { intent?: Intent } {
  const intent: Intent = {
    ...(row.intent_command !== null && { command: row.intent_command }),
    ...(row.intent_agent !== null && { agent: row.intent_agent }),
    ...(row.intent_mode !== null && { mode: row.intent_mode }),
  };
  return Object.keys(intent).length === 0 ? {} : { intent };
}
