import type { Kysely } from "kysely";
import type { SourceKind } from "../sources/model.ts";
import { searchedMessages } from "./searched-messages.ts";
import type { Candidate } from "./store.ts";
import type { Database } from "./tables.ts";
import { isVisibleTo } from "./visibility.ts";

/** Those of `ids` that `viewer` sees, in the same order. */
export async function candidates(
  db: Kysely<Database>,
  viewer: string,
  ids: number[],
): Promise<Candidate[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom(searchedMessages(db))
    .innerJoin("core.conversations as c", "c.id", "m.conversation_id")
    .leftJoin("core.workspaces as w", "w.id", "c.workspace_id")
    .select(["m.id", "m.conversation_id", "m.role", "m.model", "c.source", "w.name as workspace"])
    .where(isVisibleTo(viewer))
    .where("m.id", "in", ids)
    .execute();
  const found = new Map(
    rows.map((row): [number, Candidate] => [
      row.id,
      {
        messageId: row.id,
        conversationId: row.conversation_id,
        role: row.role,
        source: row.source as SourceKind,
        workspace: row.workspace ?? undefined,
        model: row.model ?? undefined,
      },
    ]),
  );
  return ids.flatMap((id) => found.get(id) ?? []);
}
