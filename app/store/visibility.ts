import { type Expression, type Kysely, type SqlBool, sql } from "kysely";
import { sessionName } from "./session-name.ts";
import type { Visibility } from "./store.ts";
import type { Database } from "./tables.ts";

/** Whether `viewer` sees the conversation `c` of a query: its own, and those that the team sees. */
export function isVisibleTo(viewer: string): Expression<SqlBool> {
  return sql<SqlBool>`(${sql.ref("c.owner")} = ${viewer} or ${isOfTeam})`;
}

/** Whether the team sees the conversation `c`. A parameter would keep engines from the index for it. */
export const isOfTeam: Expression<SqlBool> = sql<SqlBool>`${sql.ref("c.visibility")} = 'team'`;

/** False where the owner has no session with this id. */
export async function setVisibility(
  db: Kysely<Database>,
  owner: string,
  id: string,
  visibility: Visibility,
): Promise<boolean> {
  const name = sessionName(id);
  if (name === undefined || name.owner !== undefined) return false;
  const { numUpdatedRows } = await db
    .updateTable("core.conversations")
    .set({ visibility })
    .where("owner", "=", owner)
    .where("source", "=", name.source)
    .where("external_id", "=", name.externalId)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
