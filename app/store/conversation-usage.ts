import type { Kysely, Transaction } from "kysely";
import type { ModelUsage } from "../sources/model.ts";
import type { Database } from "./tables.ts";

/** Puts what a conversation used in the place of what was known of it. */
export async function replaceUsage(
  trx: Transaction<Database>,
  conversationId: number,
  usage: ModelUsage[],
): Promise<void> {
  await trx
    .deleteFrom("core.conversation_usage")
    .where("conversation_id", "=", conversationId)
    .execute();
  if (usage.length === 0) return;
  const byModel = new Map(usage.map((counted) => [counted.model, counted]));
  await trx
    .insertInto("core.conversation_usage")
    .values(
      Array.from(byModel.values(), ({ model, requests, promptTokens, completionTokens }) => ({
        conversation_id: conversationId,
        model,
        requests: requests ?? null,
        prompt_tokens: promptTokens ?? null,
        completion_tokens: completionTokens ?? null,
      })),
    )
    .execute();
}

/** By model, in the order of their names. */
export async function storedUsage(
  db: Kysely<Database>,
  conversationId: number,
): Promise<ModelUsage[]> {
  const rows = await db
    .selectFrom("core.conversation_usage")
    .selectAll()
    .where("conversation_id", "=", conversationId)
    .execute();
  return (
    rows
      .map(({ model, requests, prompt_tokens, completion_tokens }) => ({
        model,
        ...(requests !== null && { requests }),
        ...(prompt_tokens !== null && { promptTokens: prompt_tokens }),
        ...(completion_tokens !== null && { completionTokens: completion_tokens }),
      }))
      // Not by the database, whose order of text depends on its language.
      .toSorted((one, other) => (one.model < other.model ? -1 : 1))
  );
}
