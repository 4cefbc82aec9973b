import type { Kysely } from "kysely";
import type { SourceKind, Workspace } from "../sources/model.ts";
import type { Database } from "./tables.ts";

/** What tells whether a stored session has changed, without its messages. */
export interface SessionState {
  source: SourceKind;
  /** The product's identifier. */
  id: string;
  workspace: Workspace | undefined;
  createdAt: number;
  updatedAt: number;
  /** The `conversationHash` of it. */
  contentHash: string;
  /** Of the rules that all of it was sanitized under; undefined where there are no such ones. */
  rulesVersion: string | undefined;
}

/** Of all sessions of an owner, in the order in which they were stored. */
export async function sessionStates(db: Kysely<Database>, owner: string): Promise<SessionState[]> {
  const rows = await db
    .selectFrom("core.conversations as c")
    .leftJoin("core.workspaces as w", "w.id", "c.workspace_id")
    .select(["c.source", "c.external_id", "c.created_at", "c.updated_at"])
    .select(["c.content_hash", "c.rules_version", "w.uri", "w.name", "w.repository"])
    .where("c.owner", "=", owner)
    .orderBy("c.id")
    .execute();
  return rows.map((row) => ({
    source: row.source as SourceKind,
    id: row.external_id,
    workspace: workspaceOf(row),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    contentHash: row.content_hash,
    rulesVersion: row.rules_version ?? undefined,
  }));
}

function workspaceOf({ uri, name, repository }: WorkspaceRow): Workspace | undefined {
  if (uri === null || name === null) return undefined;
  return { uri, name, ...(repository !== null && { repository }) };
}

interface WorkspaceRow {
  uri: string | null;
  name: string | null;
  repository: string | null;
}
