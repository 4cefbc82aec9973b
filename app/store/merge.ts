import type { Session, SourceFile } from "../sources/model.ts";
import { messageHash } from "./content-hash.ts";
import type { DerivedMessage } from "./derived-message.ts";
import type { SecretFinding } from "./store.ts";
import { isTranscript } from "./turn-aliases.ts";

/**
 * How readings of one chat become one conversation. A chat is read again and again, from a file
 * that grows, is compacted or was copied to another workspace, in any order. Each reading has a
 * revision; a message is what the newest reading that has it says, and no reading takes one away.
 * So the same readings give the same conversation, in whatever order they come.
 */
export interface Merge {
  /** The conversation's revision after this reading. */
  revision: string;
  added: PlacedMessage[];
  /** Stored already, now with other content or at another place. */
  changed: ChangedMessage[];
  /** Stored, same content and place, but seen by a newer or not by the newest reading. */
  seen: { id: number; lastSeenRevision: string | null }[];
  /** Messages that this reading, being the newest and complete, no longer has. */
  keptCount: number;
}

/** A message as it comes to the store, with the secrets that were taken out of it. */
export interface ReadMessage extends DerivedMessage {
  findings?: SecretFinding[];
}

export interface PlacedMessage {
  message: ReadMessage;
  contentHash: string;
  orderedAt: number;
  position: number;
  lastSeenRevision: string | null;
}

export interface ChangedMessage extends PlacedMessage {
  id: number;
  contentChanged: boolean;
}

/** What is compared of a stored message. */
export interface StoredPlace {
  id: number;
  key: string;
  contentHash: string;
  orderedAt: number;
  position: number;
  lastSeenRevision: string | null;
}

/**
 * Sorts readings of one chat from old to new, as text: the time of the chat's last message decides,
 * then the time of the file, because a copy of an old file is often younger than the original. A
 * transcript says less than the session's own file, so it sorts before all readings of that.
 */
export function readingRevision(session: Session, file: SourceFile): string {
  const times = [session.updatedAt, Math.trunc(file.modifiedAtMs)];
  const revision = times.map((time) => String(time).padStart(longestTime, "0")).join("-");
  return isTranscript(file) ? `${transcriptMark}${revision}` : revision;
}

/** True while only transcripts have the message, in a conversation of revision `conversationRevision`. */
export function isOfTranscript(place: StoredPlace, conversationRevision: string): boolean {
  return (place.lastSeenRevision ?? conversationRevision).startsWith(transcriptMark);
}

/** Sorts before digits. */
const transcriptMark = "-";

/** `revision` of a conversation that has no complete reading yet; sorts before all others. */
export const noRevision = "";

/** Digits of the largest time that a JavaScript Date can hold, 8.64e15 ms. */
const longestTime = 16;

/** What to write so that `stored`, the messages of a conversation, take in one more reading. */
export function mergeReading(
  stored: StoredPlace[],
  conversationRevision: string,
  session: Pick<Session, "createdAt"> & { messages: ReadMessage[] },
  reading: { revision: string; torn: boolean },
): Merge {
  // A torn reading may lack messages that are there, so it never says what is missing.
  const revision = reading.torn
    ? conversationRevision
    : newer(conversationRevision, reading.revision);
  const lastSeen = (seen: string) => (seen === revision ? null : seen);

  const merge: Merge = { revision, added: [], changed: [], seen: [], keptCount: 0 };
  const storedByKey = new Map(stored.map((place) => [place.key, place]));
  for (const placed of placedMessages(session)) {
    const known = storedByKey.get(placed.message.key);
    storedByKey.delete(placed.message.key);
    if (known === undefined) {
      merge.added.push({ ...placed, lastSeenRevision: lastSeen(reading.revision) });
      continue;
    }
    const knownRevision = known.lastSeenRevision ?? conversationRevision;
    const lastSeenRevision = lastSeen(newer(knownRevision, reading.revision));
    if (reading.revision >= knownRevision && differs(known, placed)) {
      const contentChanged = known.contentHash !== placed.contentHash;
      merge.changed.push({ ...placed, id: known.id, contentChanged, lastSeenRevision });
    } else if (lastSeenRevision !== known.lastSeenRevision) {
      merge.seen.push({ id: known.id, lastSeenRevision });
    }
  }

  for (const missing of storedByKey.values()) {
    const missingRevision = missing.lastSeenRevision ?? conversationRevision;
    const lastSeenRevision = lastSeen(missingRevision);
    if (lastSeenRevision !== missing.lastSeenRevision) {
      merge.seen.push({ id: missing.id, lastSeenRevision });
    }
    const wasInFile = !isOfTranscript(missing, conversationRevision);
    if (wasInFile && !reading.torn && missingRevision < reading.revision) merge.keptCount += 1;
  }
  return merge;
}

/** The later of two revisions. */
function newer(one: string, other: string): string {
  return one > other ? one : other;
}

function differs(known: StoredPlace, placed: Omit<PlacedMessage, "lastSeenRevision">): boolean {
  return (
    known.contentHash !== placed.contentHash ||
    known.orderedAt !== placed.orderedAt ||
    known.position !== placed.position
  );
}

/**
 * Times never go back within a reading, so sorting by time and position keeps its order, and
 * messages that only other readings have fall in at their time.
 */
function placedMessages(
  session: Pick<Session, "createdAt"> & { messages: ReadMessage[] },
): Omit<PlacedMessage, "lastSeenRevision">[] {
  let orderedAt = session.createdAt;
  return session.messages.map((message, position) => {
    orderedAt = Math.max(orderedAt, message.createdAt ?? orderedAt);
    return { message, contentHash: messageHash(message), orderedAt, position };
  });
}
