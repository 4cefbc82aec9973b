import { type Expression, type SqlBool, sql } from "kysely";
import type { SourceKind } from "../sources/model.ts";

/** Which messages are searched: those that fit everything that is given. */
export interface MessageFilter {
  /** Name, repository or URI of the folder in which the chat was held. */
  workspace?: string;
  source?: SourceKind;
  role?: "user" | "assistant";
  /** That answered, as the product names it; questions have none. */
  model?: string;
  /** Milliseconds since 1970 of the first message that fits. */
  from?: number;
  /** Milliseconds since 1970 of the first message that is too late. */
  to?: number;
  /** That was called, as the product names it. */
  tool?: string;
  /** A block of code, or an error: one that is quoted, or of a tool that failed. */
  has?: "code" | "error";
}

export const noFilter: MessageFilter = {};

/** Whether the message `m` of the conversation `c` of a query fits. */
export function fits(filter: MessageFilter): Expression<SqlBool> {
  const conditions = conditionsOf(filter);
  // Both engines know 1 = 1, and neither does anything for it.
  return conditions.length === 0 ? sql`1 = 1` : sql`(${sql.join(conditions, sql` and `)})`;
}

/** Whether the conversation `c` of a query has a message that fits. */
export function hasFitting(filter: MessageFilter): Expression<SqlBool> {
  if (conditionsOf(filter).length === 0) return fits(filter);
  return sql`exists (
    select 1 from ${sql.table("core.messages")} as m
    where m.conversation_id = c.id and ${fits(filter)})`;
}

function conditionsOf(filter: MessageFilter): Expression<SqlBool>[] {
  const { workspace, source, role, model, from, to, tool, has } = filter;
  const conditions: (Expression<SqlBool> | undefined)[] = [
    source === undefined ? undefined : sql`c.source = ${source}`,
    workspace === undefined ? undefined : isIn(workspace),
    role === undefined ? undefined : sql`m.role = ${role}`,
    model === undefined ? undefined : sql`m.model = ${model}`,
    from === undefined ? undefined : sql`m.ordered_at >= ${from}`,
    to === undefined ? undefined : sql`m.ordered_at < ${to}`,
    tool === undefined ? undefined : called(tool),
    has === undefined ? undefined : sql`${sql.ref(`m.has_${has}`)} = 1`,
  ];
  return conditions.filter((condition) => condition !== undefined);
}

/** Of owners that the viewer does not see, too: of those there is no conversation. */
function isIn(workspace: string): Expression<SqlBool> {
  return sql`c.workspace_id in (
    select w.id from ${sql.table("core.workspaces")} as w
    where w.name = ${workspace} or w.repository = ${workspace} or w.uri = ${workspace})`;
}

function called(tool: string): Expression<SqlBool> {
  return sql`exists (
    select 1 from ${sql.table("core.tool_calls")} as t
    where t.message_id = m.id and t.tool = ${tool})`;
}
