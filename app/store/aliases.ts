import type { Kysely, Transaction } from "kysely";
import { batches } from "./batches.ts";
import type { TextIndex } from "./engine.ts";
import { isOfTranscript, type ReadMessage, type StoredPlace } from "./merge.ts";
import { deleteMessages } from "./messages.ts";
import type { TurnAlias } from "./store.ts";
import type { Database } from "./tables.ts";
import {
  keyOf,
  type Side,
  sameTurns,
  sideOfMessage,
  type TurnTraits,
  traitsOf,
  turnOf,
  turnsOf,
} from "./turn-aliases.ts";

/** A conversation as it is before a reading is taken in. */
export interface KnownConversation {
  id: number;
  revision: string;
  stored: StoredPlace[];
}

/**
 * The messages of a transcript's reading, with the turns that the session's own file has too under
 * the names that they have there. What one reading tells apart is never taken for the same.
 */
export async function underOwnNames(
  trx: Transaction<Database>,
  known: KnownConversation,
  messages: ReadMessage[],
): Promise<ReadMessage[]> {
  const ownTurns = turnsOf(ownKeys(known));
  if (ownTurns.size === 0) return messages;
  const aliases = await aliasesOf(trx, known.id);
  const read = turnsOf(messages.map(({ key }) => key));
  const stored = turnsOf(known.stored.map(({ key }) => key));
  const isNew = (turn: string) => !stored.has(turn) && !aliases.has(turn);
  const fresh = traitsOf(messages.map(sideOfMessage)).filter(({ turn }) => isNew(turn));
  const free = without(ownTurns, [...read, ...aliases.values()]);
  if (fresh.length > 0 && free.size > 0) {
    const found = sameTurns(fresh, await storedTraits(trx, known, free));
    await addAliases(trx, known.id, found);
    for (const [alias, turn] of found) aliases.set(alias, turn);
  }
  return renamed(messages, aliases);
}

/**
 * What is stored of a conversation, but for the turns of transcripts that `messages`, of the
 * session's own file, has under names of its own: of those only the sides stay that it has not.
 */
export async function withoutAliases(
  trx: Transaction<Database>,
  textIndex: TextIndex,
  known: KnownConversation,
  messages: ReadMessage[],
): Promise<StoredPlace[]> {
  const own = ownKeys(known);
  const keys = new Set(messages.map(({ key }) => key));
  const ofTranscripts = without(
    turnsOf(known.stored.map(({ key }) => key)),
    turnsOf([...own, ...keys]),
  );
  if (ofTranscripts.size === 0) return known.stored;
  const taken = (await aliasesOf(trx, known.id)).values();
  const fresh = without(turnsOf(without(keys, own)), taken);
  if (fresh.size === 0) return known.stored;
  const found = sameTurns(
    await storedTraits(trx, known, ofTranscripts),
    traitsOf(messages.map(sideOfMessage)).filter(({ turn }) => fresh.has(turn)),
    areInOneReading(known.stored),
  );
  await addAliases(trx, known.id, found);
  return joined(trx, textIndex, known, keys, found);
}

/**
 * The messages of a session that was put together elsewhere and what is stored, with the turns that
 * `told` says are one under one name; as they are where it is undefined. Only names that it gives to a
 * turn of its own are taken: no chain of them leads anywhere.
 */
export async function underToldNames(
  trx: Transaction<Database>,
  textIndex: TextIndex,
  known: KnownConversation,
  messages: ReadMessage[],
  told: TurnAlias[] | undefined,
): Promise<{ stored: StoredPlace[]; messages: ReadMessage[] }> {
  if (told === undefined) return { stored: known.stored, messages };
  const aliases = await aliasesOf(trx, known.id);
  const turns = turnsOf(messages.map(({ key }) => key));
  const isNamed = new Set([...turns, ...aliases.keys(), ...aliases.values()]);
  const fresh = told.filter(
    ({ alias, turn }) => turns.has(turn) && !aliases.has(turn) && !isNamed.has(alias),
  );
  const found = new Map(fresh.map(({ alias, turn }) => [alias, turn]));
  await addAliases(trx, known.id, found);
  const names = new Map([...aliases, ...found]);
  if (names.size === 0) return { stored: known.stored, messages };
  const named = renamed(messages, names);
  const keys = new Set(named.map(({ key }) => key));
  return { stored: await joined(trx, textIndex, known, keys, names), messages: named };
}

/** Names of turns of a conversation that were found to be one, by alias. */
export async function storedAliases(
  db: Kysely<Database>,
  conversationId: number,
): Promise<TurnAlias[]> {
  return db
    .selectFrom("core.message_aliases")
    .select(["alias", "turn"])
    .where("conversation_id", "=", conversationId)
    .orderBy("alias")
    .execute();
}

/** Keys of the messages that the session's own file has, or had. */
function ownKeys({ stored, revision }: KnownConversation): Set<string> {
  return new Set(stored.filter((place) => !isOfTranscript(place, revision)).map(({ key }) => key));
}

/** Whether the newest readings that have the two turns, both of transcripts, are one. */
function areInOneReading(stored: StoredPlace[]): (one: string, other: string) => boolean {
  const revisions = new Map(stored.map((place) => [turnOf(place.key), place.lastSeenRevision]));
  return (one, other) => revisions.has(other) && revisions.get(one) === revisions.get(other);
}

function without<Item>(items: Set<Item>, others: Iterable<Item>): Set<Item> {
  const left = new Set(items);
  for (const other of others) left.delete(other);
  return left;
}

async function aliasesOf(
  trx: Transaction<Database>,
  conversationId: number,
): Promise<Map<string, string>> {
  const rows = await storedAliases(trx, conversationId);
  return new Map(rows.map(({ alias, turn }) => [alias, turn]));
}

async function addAliases(
  trx: Transaction<Database>,
  conversationId: number,
  found: Map<string, string>,
): Promise<void> {
  const rows = Array.from(found, ([alias, turn]) => ({
    conversation_id: conversationId,
    alias,
    turn,
  }));
  for (const batch of batches(rows)) {
    await trx.insertInto("core.message_aliases").values(batch).execute();
  }
}

async function storedTraits(
  trx: Transaction<Database>,
  { stored }: KnownConversation,
  turns: Set<string>,
): Promise<TurnTraits[]> {
  const ids = stored.filter(({ key }) => turns.has(turnOf(key))).map(({ id }) => id);
  const sides: Side[] = [];
  for (const batch of batches(ids)) {
    const messages = await trx
      .selectFrom("core.messages")
      .select(["id", "key", "role", "text", "created_at"])
      .where("id", "in", batch)
      .execute();
    const calls = await trx
      .selectFrom("core.tool_calls")
      .select(["message_id", "call_id"])
      .where("message_id", "in", batch)
      .execute();
    const callsByMessage = Map.groupBy(calls, (call) => call.message_id);
    for (const { id, key, role, text, created_at } of messages) {
      const callIds = (callsByMessage.get(id) ?? []).map((call) => call.call_id);
      sides.push({ key, role, text, createdAt: created_at ?? undefined, callIds });
    }
  }
  return traitsOf(sides);
}

/** `messages` under the names that their turns have by `aliases`; what has the name already stays. */
function renamed(messages: ReadMessage[], aliases: Map<string, string>): ReadMessage[] {
  const keys = new Set(messages.map(({ key }) => key));
  return messages.flatMap((message) => {
    const turn = aliases.get(turnOf(message.key));
    if (turn === undefined) return message;
    const key = keyOf(turn, message.key);
    return keys.has(key) ? [] : { ...message, key };
  });
}

/**
 * Drops or renames the stored messages of the turns in `found`; `keys` are those of the reading. Of two
 * that transcripts have of one side, that of the newer reading stays.
 */
async function joined(
  trx: Transaction<Database>,
  textIndex: TextIndex,
  known: KnownConversation,
  keys: Set<string>,
  found: Map<string, string>,
): Promise<StoredPlace[]> {
  const revisionOf = (place: StoredPlace) => place.lastSeenRevision ?? known.revision;
  const left = new Map(known.stored.map((place) => [place.key, place]));
  const renamedPlaces: StoredPlace[] = [];
  for (const place of known.stored) {
    const turn = found.get(turnOf(place.key));
    if (turn === undefined) continue;
    left.delete(place.key);
    const key = keyOf(turn, place.key);
    const other = left.get(key);
    if (keys.has(key) || (other !== undefined && revisionOf(other) >= revisionOf(place))) continue;
    const renamedPlace = { ...place, key };
    left.set(key, renamedPlace);
    renamedPlaces.push(renamedPlace);
  }

  const leftIds = new Set(Array.from(left.values(), ({ id }) => id));
  const dropped = known.stored.filter(({ id }) => !leftIds.has(id)).map(({ id }) => id);
  await deleteMessages(trx, textIndex, dropped);
  for (const { id, key } of renamedPlaces) {
    await trx.updateTable("core.messages").set({ key }).where("id", "=", id).execute();
  }
  return [...left.values()];
}
