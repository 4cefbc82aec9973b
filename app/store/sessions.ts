import type { ExpressionBuilder, Kysely } from "kysely";
import type { SourceKind } from "../sources/model.ts";
import { storedUsage } from "./conversation-usage.ts";
import { noFilter } from "./message-filter.ts";
import { sessionId, sessionName } from "./session-name.ts";
import { sessionTitle, titleSourceLength } from "./session-title.ts";
import type {
  SessionDetail,
  SessionList,
  SessionPage,
  SessionSummary,
  StoredMessage,
} from "./store.ts";
import { storedRows } from "./stored-messages.ts";
import type { Database } from "./tables.ts";
import { isVisibleTo } from "./visibility.ts";
import { latestVisibleIds, visibleIds } from "./visible-ids.ts";

/** One page of the sessions that `viewer` sees, the latest first. */
export async function sessionPage(
  db: Kysely<Database>,
  viewer: string,
  { limit, offset, filter = noFilter }: SessionPage,
): Promise<SessionList> {
  const { total } = await db
    .selectFrom(visibleIds(db, viewer, filter).as("visible"))
    .select((eb) => eb.fn.countAll<number>().as("total"))
    .executeTakeFirstOrThrow();
  const rows = await summaries(db)
    .where("c.id", "in", latestVisibleIds(db, viewer, { limit, offset, filter }))
    .orderBy("c.updated_at", "desc")
    .orderBy("c.id", "desc")
    .execute();
  return { total, sessions: rows.map((row) => summary(row, viewer)) };
}

/** Sessions that nobody went on with since `before`, the oldest first; of `folders` if given. */
export async function sessionsBefore(
  db: Kysely<Database>,
  owner: string,
  before: number,
  folders: string[] | undefined,
): Promise<SessionSummary[]> {
  if (folders?.length === 0) return [];
  const rows = await summaries(db)
    .where("c.owner", "=", owner)
    .where("c.updated_at", "<", before)
    .$if(folders !== undefined, (query) => query.where("w.uri", "in", folders ?? []))
    .orderBy("c.updated_at")
    .orderBy("c.id")
    .execute();
  return rows.map((row) => summary(row, owner));
}

/** A session that `viewer` sees, by its id in URLs. */
export async function sessionDetail(
  db: Kysely<Database>,
  viewer: string,
  id: string,
): Promise<SessionDetail | undefined> {
  const name = sessionName(id);
  if (name === undefined) return undefined;
  const row = await summaries(db)
    .where(isVisibleTo(viewer))
    .where("c.owner", "=", name.owner ?? viewer)
    .where("c.source", "=", name.source)
    .where("c.external_id", "=", name.externalId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const usage = await storedUsage(db, row.id);
  return {
    ...summary(row, viewer),
    ...(usage.length > 0 && { usage }),
    messages: await storedMessages(db, row.id),
  };
}

/** The sessions of these conversations, by the ids of those. To be asked only for what `viewer` sees. */
export async function sessionsOf(
  db: Kysely<Database>,
  viewer: string,
  conversationIds: number[],
): Promise<Map<number, SessionSummary>> {
  const rows = await summaries(db).where("c.id", "in", conversationIds).execute();
  return new Map(rows.map((row) => [row.id, summary(row, viewer)]));
}

function summaries(db: Kysely<Database>) {
  return db
    .selectFrom("core.conversations as c")
    .leftJoin("core.workspaces as w", "w.id", "c.workspace_id")
    .select((eb) => [
      "c.id",
      "c.owner",
      "c.visibility",
      "c.source",
      "c.external_id",
      "c.title",
      "c.created_at",
      "c.updated_at",
      "w.name as workspace",
      "w.repository",
      messageCount(eb).as("message_count"),
      firstPrompt(eb).as("first_prompt"),
    ]);
}

type OfConversation = ExpressionBuilder<Database & { c: Database["core.conversations"] }, "c">;

function messageCount(eb: OfConversation) {
  return eb
    .selectFrom("core.messages as counted")
    .select((of) => of.fn.countAll<number>().as("count"))
    .whereRef("counted.conversation_id", "=", "c.id");
}

/** Read only where it stands in for a title. */
function firstPrompt(eb: OfConversation) {
  return eb
    .selectFrom("core.messages as prompt")
    .select((of) =>
      of.fn<string>("substr", ["prompt.text", of.val(1), of.val(titleSourceLength)]).as("text"),
    )
    .whereRef("prompt.conversation_id", "=", "c.id")
    .where("c.title", "is", null)
    .where("prompt.role", "=", "user")
    .where("prompt.text", "<>", "")
    .orderBy("prompt.ordered_at")
    .orderBy("prompt.position")
    .orderBy("prompt.key")
    .limit(1);
}

type SummaryRow = Awaited<ReturnType<ReturnType<typeof summaries>["execute"]>>[number];

function summary(row: SummaryRow, viewer: string): SessionSummary {
  const { owner, source, external_id: externalId } = row;
  return {
    id: sessionId({ owner, source, externalId }, viewer),
    owner,
    visibility: row.visibility,
    source: row.source as SourceKind,
    title: sessionTitle(row.title, row.first_prompt),
    workspace: row.workspace ?? undefined,
    ...(row.repository !== null && { repository: row.repository }),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    messageCount: row.message_count ?? 0,
  };
}

async function storedMessages(db: Kysely<Database>, conversationId: number) {
  const rows = await storedRows(db, conversationId);
  return rows.map(({ id, message }): StoredMessage => {
    const { key: _key, usage: _usage, ...shown } = message;
    return { id, ...shown };
  });
}
