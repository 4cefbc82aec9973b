import type { Kysely } from "kysely";
import { messageHash } from "./content-hash.ts";
import { storedHash } from "./conversations.ts";
import { storedRows } from "./stored-messages.ts";
import type { Database } from "./tables.ts";

/** What is stored otherwise than it was read, a sentence for each session. */
export async function checkContent(db: Kysely<Database>, owner: string): Promise<string[]> {
  const problems: string[] = [];
  const conversations = await db
    .selectFrom("core.conversations")
    .select(["id", "source", "external_id", "title", "workspace_id", "usage_revision"])
    .select("content_hash")
    .where("owner", "=", owner)
    .orderBy("id")
    .execute();
  for (const conversation of conversations) {
    const name = `${conversation.source}:${conversation.external_id}`;
    const rows = await storedRows(db, conversation.id);
    const altered = rows.filter((row) => messageHash(row.message) !== row.contentHash);
    if (rows.length === 0) {
      problems.push(`${name}: has no messages`);
    } else if (altered.length > 0) {
      const keys = altered.map(({ message }) => message.key);
      problems.push(`${name}: messages are not as they were stored: ${keys.join(", ")}`);
    } else if ((await storedHash(db, conversation)) !== conversation.content_hash) {
      problems.push(`${name}: title, workspace, usage or messages are not as they were stored`);
    }
  }
  return problems;
}
