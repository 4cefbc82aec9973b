import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ChatReading, chatReadings } from "./chat-readings.ts";
import { mergeReading, noRevision, readingRevision, type StoredPlace } from "./merge.ts";
import { chat, prompt, sourceFile } from "./test-chats.ts";

describe("readingRevision", () => {
  const revision = (updatedAt: number, modifiedAtMs: number) =>
    readingRevision(chat({ createdAt: 0, updatedAt }), sourceFile({ modifiedAtMs }));

  it("orders readings by the last message, then by the time of the file", () => {
    const oldToNew = [
      noRevision,
      revision(0, 9_000),
      revision(999, 0),
      revision(1_000, 5),
      revision(1_000, 10.5),
      revision(8.64e15, 0),
    ];
    expect(oldToNew.toSorted()).toEqual(oldToNew);
    expect(revision(1_000, 10.5)).toBe("0000000000001000-0000000000000010");
  });
});

describe("mergeReading", () => {
  it("gives the same rows for the same readings in any order", () => {
    fc.assert(
      fc.property(chatReadings(), ({ readings, shuffled }) => {
        expect(rowsAfter(shuffled)).toEqual(rowsAfter(readings));
      }),
      { numRuns: 1_000 },
    );
  });

  it("never loses a message", () => {
    fc.assert(
      fc.property(chatReadings(), ({ readings }) => {
        const keys = readings.flatMap(({ session }) =>
          session.messages.map(({ key }) => `${session.id} ${key}`),
        );
        expect(Object.keys(rowsAfter(readings).messages).toSorted()).toEqual(
          [...new Set(keys)].toSorted(),
        );
      }),
    );
  });

  it("has nothing to write for a reading that was taken in already", () => {
    fc.assert(
      fc.property(chatReadings(), ({ readings }) => {
        const conversations = new Map<string, Conversation>();
        for (const reading of readings) takeIn(conversations, reading);
        for (const reading of readings) {
          const merge = takeIn(conversations, reading);
          expect([merge.added, merge.changed, merge.seen]).toEqual([[], [], []]);
        }
      }),
    );
  });

  it("counts as kept only what the newest complete reading no longer has", () => {
    const messages = [prompt("r1", "One", 1_000), prompt("r2", "Two", 2_000)];
    const conversations = new Map<string, Conversation>();
    const take = (updatedAt: number, from: number, torn = false) =>
      takeIn(conversations, {
        session: chat({ updatedAt, messages: messages.slice(from) }),
        file: sourceFile(),
        torn,
      }).keptCount;

    expect(take(3_000, 0)).toBe(0);
    expect(take(2_000, 1)).toBe(0);
    expect(take(4_000, 1, true)).toBe(0);
    expect(take(4_000, 1)).toBe(1);
  });
});

interface Conversation {
  revision: string;
  rows: Map<string, StoredPlace>;
}

/** What the database would hold, without its numbers. */
function rowsAfter(readings: ChatReading[]) {
  const conversations = new Map<string, Conversation>();
  for (const reading of readings) takeIn(conversations, reading);
  const all = [...conversations].toSorted(([one], [other]) => one.localeCompare(other));
  return {
    revisions: all.map(([id, { revision }]) => [id, revision]),
    messages: Object.fromEntries(
      all.flatMap(([id, { rows }]) =>
        Array.from(rows.values(), ({ id: _, ...row }) => [`${id} ${row.key}`, row]),
      ),
    ),
  };
}

function takeIn(conversations: Map<string, Conversation>, reading: ChatReading) {
  const { session, file, torn } = reading;
  const known = conversations.get(session.id) ?? { revision: noRevision, rows: new Map() };
  const merge = mergeReading([...known.rows.values()], known.revision, session, {
    revision: readingRevision(session, file),
    torn,
  });
  for (const { message, ...place } of merge.added) {
    known.rows.set(message.key, { ...place, id: known.rows.size + 1, key: message.key });
  }
  for (const { message, contentChanged: _, ...place } of merge.changed) {
    known.rows.set(message.key, { ...place, key: message.key });
  }
  for (const { id, lastSeenRevision } of merge.seen) {
    for (const row of known.rows.values())
      if (row.id === id) row.lastSeenRevision = lastSeenRevision;
  }
  conversations.set(session.id, { ...known, revision: merge.revision });
  return merge;
}
