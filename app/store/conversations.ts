import type { Insertable, Kysely, Transaction } from "kysely";
import type { Session, SourceFile } from "../sources/model.ts";
import {
  type KnownConversation,
  underOwnNames,
  underToldNames,
  withoutAliases,
} from "./aliases.ts";
import { compiledOnce } from "./compiled-query.ts";
import { conversationHash } from "./content-hash.ts";
import { replaceUsage, storedUsage } from "./conversation-usage.ts";
import { deferredIndex } from "./deferred-index.ts";
import type { Engine, IndexedTitle } from "./engine.ts";
import { withFindings } from "./findings.ts";
import {
  type Merge,
  mergeReading,
  noRevision,
  readingRevision,
  type StoredPlace,
} from "./merge.ts";
import { messagePlaces, writeMerge } from "./messages.ts";
import { isRemoved } from "./removal.ts";
import { lockName } from "./session-name.ts";
import { recordFile, recordPath } from "./source-files.ts";
import type { SaveResult, SessionReading } from "./store.ts";
import type { Database } from "./tables.ts";
import { isTranscript } from "./turn-aliases.ts";
import { type Conversation, conversationOf } from "./whole-session.ts";
import { putWorkspace, workspaceUri } from "./workspaces.ts";

/**
 * Takes readings of chats in, each as a whole or not at all: where the engine has one writer, all of
 * them together. A reading without messages, as of a chat panel that was opened only, makes no
 * conversation and changes none; nor does one of a chat that was removed, unless it tells of more
 * than was there then.
 */
export async function saveSessions(
  db: Kysely<Database>,
  engine: Engine,
  owner: string,
  readings: SessionReading[],
): Promise<SaveResult[]> {
  const results: SaveResult[] = [];
  for (const together of engine.hasOneWriter ? [readings] : readings.map((one) => [one])) {
    const saved = await db.transaction().execute(async (trx) => {
      const textIndex = deferredIndex(engine.textIndex);
      const inside = { trx, engine: { ...engine, textIndex }, owner };
      const done: SaveResult[] = [];
      for (const reading of together) done.push(await saveReading(inside, reading));
      await textIndex.flush(trx);
      return done;
    });
    results.push(...saved);
  }
  return results;
}

/** Where a reading is taken in. */
interface Inside {
  trx: Transaction<Database>;
  engine: Engine;
  owner: string;
}

async function saveReading(
  { trx, engine, owner }: Inside,
  { session, file, state, sanitation, aliases }: SessionReading,
): Promise<SaveResult> {
  const id = `${session.source}:${session.id}`;
  await engine.lockConversation(trx, lockName(owner, id));
  await recordFile(trx, owner, file, state);
  if (await isRemoved(trx, owner, session)) return nothingNew;
  await recordPath(trx, owner, session, file.path);
  const known = await conversationOf(trx, owner, id);
  if (session.messages.length === 0) return nothingNew;
  const rulesVersion = sanitation?.rulesVersion ?? null;
  const conversation = known ?? (await addConversation(trx, owner, session, rulesVersion));
  const reading = { revision: readingRevision(session, file), torn: state.torn };
  const stored = known === undefined ? [] : await messagePlaces(trx, known.id);
  const messages = withFindings(session.messages, sanitation?.findings ?? []);
  const place = { ...conversation, stored };
  const told = await underToldNames(trx, engine.textIndex, place, messages, aliases);
  const read = { ...session, messages: told.messages };
  const one = await withOneNamePerTurn(trx, engine, { ...place, stored: told.stored }, read, file);
  const merge = mergeReading(one.stored, conversation.revision, one.session, reading);

  const indexed = await writeMerge(trx, engine, conversation.id, merge);
  const refreshed = await refreshConversation(trx, conversation, session, {
    readingRevision: reading.revision,
    conversationRevision: merge.revision,
    rulesVersion,
    ...(known === undefined && { messages: hashedMessages(merge) }),
  });
  const titles = newTitles(conversation, refreshed);
  await engine.textIndex.put(trx, { messages: indexed, titles });
  const isSame = refreshed.content_hash === conversation.content_hash;
  return {
    outcome: known === undefined ? "added" : isSame ? "unchanged" : "updated",
    messagesAdded: merge.added.length,
    messagesUpdated: contentChanges(merge),
    messagesKept: merge.keptCount,
  };
}

const nothingNew: SaveResult = {
  outcome: "unchanged",
  messagesAdded: 0,
  messagesUpdated: 0,
  messagesKept: 0,
};

/** The reading and what is stored, so that a turn has one name in both. */
async function withOneNamePerTurn(
  trx: Transaction<Database>,
  engine: Engine,
  known: KnownConversation,
  session: Session,
  file: SourceFile,
): Promise<{ stored: StoredPlace[]; session: Session }> {
  const { stored } = known;
  const { messages } = session;
  return isTranscript(file)
    ? { stored, session: { ...session, messages: await underOwnNames(trx, known, messages) } }
    : { stored: await withoutAliases(trx, engine.textIndex, known, messages), session };
}

/** An empty row: what is in it comes from the merge, as for every later reading. */
async function addConversation(
  trx: Transaction<Database>,
  owner: string,
  session: Session,
  rulesVersion: string | null,
): Promise<Conversation> {
  const [row] = await insertConversation(trx, {
    owner,
    source: session.source,
    external_id: session.id,
    created_at: session.createdAt,
    updated_at: session.updatedAt,
    content_hash: "",
    revision: noRevision,
    rules_version: rulesVersion,
  });
  if (row === undefined) throw new Error(`${session.id}: the database gave it no row`);
  return row;
}

const insertConversation = compiledOnce((db, row: Insertable<Database["core.conversations"]>) =>
  db.insertInto("core.conversations").values(row).returningAll(),
);

/** Takes over what the reading knows better; gives the conversation as it is then. */
async function refreshConversation(
  trx: Transaction<Database>,
  known: Conversation,
  session: Session,
  by: {
    readingRevision: string;
    conversationRevision: string;
    rulesVersion: string | null;
    /** All that it has by now; absent where only the database knows. */
    messages?: HashedMessage[];
  },
): Promise<Conversation> {
  const knowsBetter = (revision: string | null) => by.readingRevision >= (revision ?? noRevision);
  const row = { ...known, revision: by.conversationRevision };
  // What stays of earlier readings was sanitized under the version of those.
  if (known.rules_version !== by.rulesVersion) row.rules_version = null;
  row.created_at = Math.min(known.created_at, session.createdAt);
  row.updated_at = Math.max(known.updated_at, session.updatedAt);
  const title = session.title?.trim() ?? "";
  if (title !== "" && knowsBetter(known.title_revision)) {
    row.title = title;
    row.title_revision = by.readingRevision;
  }
  if (session.workspace) {
    const workspaceId = await putWorkspace(trx, known.owner, session.workspace, by.readingRevision);
    if (knowsBetter(known.workspace_revision)) {
      row.workspace_id = workspaceId;
      row.workspace_revision = by.readingRevision;
    }
  }
  if (session.usage && knowsBetter(known.usage_revision)) {
    await replaceUsage(trx, row.id, session.usage);
    row.usage_revision = by.readingRevision;
  }
  row.content_hash = await storedHash(trx, row, by.messages);

  await updateConversation(trx, row);
  return row;
}

const updateConversation = compiledOnce((db, { id, ...values }: Conversation) =>
  db.updateTable("core.conversations").set(values).where("id", "=", id),
);

/** The title to be found by; none where it is as it was. */
export function newTitles(
  known: Conversation,
  { id, title }: Pick<Conversation, "id" | "title">,
): IndexedTitle[] {
  return title === null || title === known.title ? [] : [{ conversationId: id, text: title }];
}

type HashedMessage = Pick<StoredPlace, "key" | "contentHash">;

/** Those of a conversation that is new with this merge, which has them in their order. */
function hashedMessages({ added }: Merge): HashedMessage[] {
  return added.map(({ message, contentHash }) => ({ key: message.key, contentHash }));
}

/** The `content_hash` of a conversation as it is stored now, with `messages` if they are known. */
export async function storedHash(
  db: Kysely<Database>,
  row: Pick<Conversation, "id" | "title" | "workspace_id" | "usage_revision">,
  messages?: HashedMessage[],
): Promise<string> {
  return conversationHash({
    title: row.title ?? undefined,
    workspaceUri: await workspaceUri(db, row.workspace_id),
    usage: row.usage_revision === null ? [] : await storedUsage(db, row.id),
    messages: messages ?? (await messagePlaces(db, row.id)),
  });
}

function contentChanges(merge: Merge): number {
  return merge.changed.filter((message) => message.contentChanged).length;
}
