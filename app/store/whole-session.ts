import type { Kysely, Selectable } from "kysely";
import type { Message, Session, SourceKind, Workspace } from "../sources/model.ts";
import { compiledOnce } from "./compiled-query.ts";
import { storedUsage } from "./conversation-usage.ts";
import { type SessionName, sessionName } from "./session-name.ts";
import { storedRows } from "./stored-messages.ts";
import type { Database } from "./tables.ts";

export type Conversation = Selectable<Database["core.conversations"]>;

/** The owner's conversation with the id of URLs; undefined for one of somebody else. */
export async function conversationOf(
  db: Kysely<Database>,
  owner: string,
  id: string,
): Promise<Conversation | undefined> {
  const name = sessionName(id);
  if (name === undefined || name.owner !== undefined) return undefined;
  const [conversation] = await namedConversations(db, { ...name, owner });
  return conversation;
}

const namedConversations = compiledOnce(
  (db, { owner, source, externalId }: SessionName & { owner: string }) =>
    db
      .selectFrom("core.conversations")
      .selectAll()
      .where("owner", "=", owner)
      .where("source", "=", source)
      .where("external_id", "=", externalId),
);

/** A conversation as a source would give it, with `messages` in their order. */
export async function wholeSession(
  db: Kysely<Database>,
  conversation: Conversation,
  messages?: Message[],
): Promise<Session> {
  const usage = await storedUsage(db, conversation.id);
  return {
    source: conversation.source as SourceKind,
    id: conversation.external_id,
    title: conversation.title ?? undefined,
    workspace: await workspaceOf(db, conversation.workspace_id),
    createdAt: conversation.created_at,
    updatedAt: conversation.updated_at,
    messages: messages ?? (await storedRows(db, conversation.id)).map(({ message }) => message),
    ...(usage.length > 0 && { usage }),
  };
}

async function workspaceOf(
  db: Kysely<Database>,
  id: number | null,
): Promise<Workspace | undefined> {
  if (id === null) return undefined;
  const row = await db
    .selectFrom("core.workspaces")
    .select(["uri", "name", "repository"])
    .where("id", "=", id)
    .executeTakeFirst();
  return (
    row && {
      uri: row.uri,
      name: row.name,
      ...(row.repository !== null && { repository: row.repository }),
    }
  );
}
