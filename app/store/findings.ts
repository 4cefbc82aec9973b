import type { Kysely } from "kysely";
import type { ReadMessage } from "./merge.ts";
import type { SecretFinding } from "./store.ts";
import type { Database } from "./tables.ts";

/** Each message with what was found in it. */
export function withFindings(messages: ReadMessage[], findings: SecretFinding[]): ReadMessage[] {
  if (findings.length === 0) return messages;
  const byMessage = Map.groupBy(findings, ({ messageKey }) => messageKey);
  return messages.map((message) => {
    const found = byMessage.get(message.key);
    return found === undefined ? message : { ...message, findings: summed(found) };
  });
}

/** What was found in the messages of a conversation, in their order. */
export function storedFindings(
  db: Kysely<Database>,
  conversationId: number,
): Promise<SecretFinding[]> {
  return db
    .selectFrom("core.findings as f")
    .innerJoin("core.messages as m", "m.id", "f.message_id")
    .select(["m.key as messageKey", "f.rule", "f.hash", "f.occurrences as count"])
    .where("m.conversation_id", "=", conversationId)
    .orderBy("m.ordered_at")
    .orderBy("m.position")
    .orderBy("m.key")
    .orderBy("f.rule")
    .orderBy("f.hash")
    .execute();
}

/** Those of one rule and hash as one. */
function summed(findings: SecretFinding[]): SecretFinding[] {
  const sums = new Map<string, SecretFinding>();
  for (const finding of findings) {
    const name = JSON.stringify([finding.rule, finding.hash]);
    const count = (sums.get(name)?.count ?? 0) + finding.count;
    sums.set(name, { ...finding, count });
  }
  return [...sums.values()];
}
