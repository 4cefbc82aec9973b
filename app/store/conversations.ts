import type { Kysely, Selectable, Transaction } from "kysely";
import type { Session, SourceFile, Workspace } from "../sources/model.ts";
import { conversationHash } from "./content-hash.ts";
import type { Engine } from "./engine.ts";
import { type Merge, mergeReading, noRevision, readingRevision } from "./merge.ts";
import { messagePlaces, writeMerge } from "./messages.ts";
import { recordFile } from "./source-files.ts";
import type { FileState, SaveResult } from "./store.ts";
import type { Database } from "./tables.ts";

/**
 * Takes one reading of a chat in. Everything happens in one transaction, or nothing does. A reading
 * without messages, as of a chat panel that was opened only, makes no conversation and changes none.
 */
export function saveSession(
  db: Kysely<Database>,
  engine: Engine,
  owner: string,
  session: Session,
  file: SourceFile,
  state: FileState,
): Promise<SaveResult> {
  return db.transaction().execute(async (trx) => {
    await engine.lockConversation(trx, JSON.stringify([owner, session.source, session.id]));
    const known = await findConversation(trx, owner, session);
    if (session.messages.length === 0) {
      await recordFile(trx, owner, file, state, known?.id);
      return { outcome: "unchanged", messagesAdded: 0, messagesUpdated: 0, messagesKept: 0 };
    }
    const conversation = known ?? (await addConversation(trx, owner, session));
    const reading = { revision: readingRevision(session, file), torn: state.torn };
    const stored = await messagePlaces(trx, conversation.id);
    const merge = mergeReading(stored, conversation.revision, session, reading);

    await writeMerge(trx, engine.textIndex, conversation.id, merge);
    const refreshed = await refreshConversation(trx, engine, conversation, session, {
      owner,
      readingRevision: reading.revision,
      conversationRevision: merge.revision,
    });
    await recordFile(trx, owner, file, state, conversation.id);
    return {
      outcome: known === undefined ? "added" : refreshed ? "updated" : "unchanged",
      messagesAdded: merge.added.length,
      messagesUpdated: contentChanges(merge),
      messagesKept: merge.keptCount,
    };
  });
}

type Conversation = Selectable<Database["core.conversations"]>;

function findConversation(trx: Transaction<Database>, owner: string, session: Session) {
  return trx
    .selectFrom("core.conversations")
    .selectAll()
    .where("owner", "=", owner)
    .where("source", "=", session.source)
    .where("external_id", "=", session.id)
    .executeTakeFirst();
}

/** An empty row: what is in it comes from the merge, as for every later reading. */
function addConversation(trx: Transaction<Database>, owner: string, session: Session) {
  return trx
    .insertInto("core.conversations")
    .values({
      owner,
      source: session.source,
      external_id: session.id,
      created_at: session.createdAt,
      updated_at: session.updatedAt,
      content_hash: "",
      revision: noRevision,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Takes over what the reading knows better; true when something a person sees has changed. */
async function refreshConversation(
  trx: Transaction<Database>,
  engine: Engine,
  known: Conversation,
  session: Session,
  by: { owner: string; readingRevision: string; conversationRevision: string },
): Promise<boolean> {
  const row = { ...known, revision: by.conversationRevision };
  row.created_at = Math.min(known.created_at, session.createdAt);
  row.updated_at = Math.max(known.updated_at, session.updatedAt);
  const title = session.title?.trim() ?? "";
  if (title !== "" && by.readingRevision >= (known.title_revision ?? noRevision)) {
    row.title = title;
    row.title_revision = by.readingRevision;
  }
  if (session.workspace && by.readingRevision >= (known.workspace_revision ?? noRevision)) {
    row.workspace_id = await workspaceId(trx, by.owner, session.workspace);
    row.workspace_revision = by.readingRevision;
  }
  row.content_hash = conversationHash({
    title: row.title ?? undefined,
    workspaceUri: await workspaceUri(trx, row.workspace_id),
    messages: await messagePlaces(trx, row.id),
  });

  const { id, ...values } = row;
  await trx.updateTable("core.conversations").set(values).where("id", "=", id).execute();
  if (row.title !== null && row.title !== known.title) {
    await engine.textIndex.putTitle(trx, id, row.title);
  }
  return row.content_hash !== known.content_hash;
}

async function workspaceId(trx: Transaction<Database>, owner: string, workspace: Workspace) {
  const { id } = await trx
    .insertInto("core.workspaces")
    .values({ owner, uri: workspace.uri, name: workspace.name })
    .onConflict((conflict) =>
      conflict.columns(["owner", "uri"]).doUpdateSet({ name: workspace.name }),
    )
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

async function workspaceUri(trx: Transaction<Database>, id: number | null) {
  const row = await trx
    .selectFrom("core.workspaces")
    .select("uri")
    .where("id", "=", id)
    .executeTakeFirst();
  return row?.uri;
}

function contentChanges(merge: Merge): number {
  return merge.changed.filter((message) => message.contentChanged).length;
}
