import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ChatReading, chatDump, chatReadings } from "../chat-readings.ts";
import type { OpenedStore } from "../open.ts";
import { answer, chat, prompt, readState, sourceFile } from "../test-chats.ts";
import { sideOfTurn, transcriptReadings } from "../transcript-readings.ts";
import type { Subject } from "./subject.ts";

export function mergingContract(subject: Subject): void {
  const { save, textsOf, found } = subject;

  describe("merging", () => {
    it("takes readings of one chat in that come at the same time", async () => {
      const turns = Array.from({ length: 8 }, (_, turn) =>
        prompt(`r${turn}`, `Turn ${turn}`, turn),
      );
      const results = await Promise.all(
        turns.map((turn, index) =>
          save(chat({ messages: [turn] }), sourceFile({ path: `/chats/${index}.json` })),
        ),
      );
      expect(results.map(({ outcome }) => outcome).toSorted()).toEqual([
        "added",
        ...new Array(7).fill("updated"),
      ]);
      expect((await textsOf())?.toSorted()).toEqual(turns.map(({ text }) => text));
    });

    // It makes many databases, which takes its time on a busy machine.
    it("stores the same for the same readings in any order", async () => {
      await fc.assert(
        fc.asyncProperty(chatReadings(), async ({ readings, shuffled }) => {
          expect(await dumpAfter(subject.open, shuffled)).toEqual(
            await dumpAfter(subject.open, readings),
          );
        }),
        { numRuns: 25 },
      );
    }, 60_000);

    const own = sourceFile({ path: "/User/chatSessions/a.jsonl" });
    const transcript = sourceFile({ path: "/User/transcripts/a.jsonl" });
    const asked = (turn: string, time: number) => [
      prompt(turn, "continue", time),
      answer(turn, `${turn} replies`, time + 1),
    ];

    it("stores turns that a transcript had first as the session's own file has them", async () => {
      const told = [...asked("event-1", 1_000), ...asked("event-2", 600_000)];
      const ids = async () =>
        (await subject.store.session("vscode:chat-1"))?.messages.map(({ id }) => id) ?? [];
      await save(chat({ updatedAt: 900_000, messages: told }), transcript);
      const [, , ...unknown] = await ids();
      expect(await save(chat({ messages: asked("request_1", 0) }), own)).toEqual({
        outcome: "updated",
        messagesAdded: 2,
        messagesUpdated: 0,
        messagesKept: 0,
      });
      expect(await textsOf()).toEqual([
        ...["continue", "request_1 replies", "continue", "event-2 replies"],
      ]);
      expect((await ids()).slice(2)).toEqual(unknown);
      expect(await found("event-1 replies")).not.toContain("event-1 replies");

      expect(await save(chat({ updatedAt: 950_000, messages: told }), transcript)).toMatchObject({
        outcome: "unchanged",
        messagesAdded: 0,
      });
    });

    it("keeps an answer that only the transcript has, with its question in the file", async () => {
      const question = asked("request_1", 0).slice(0, 1);
      for (const order of [0, 1]) {
        const id = `chat-${order}`;
        const readings = [
          () => save(chat({ id, messages: asked("event-1", 1_000) }), transcript),
          () => save(chat({ id, messages: question }), own),
        ];
        for (const read of order === 0 ? readings : readings.toReversed()) await read();
        expect(await textsOf(`vscode:${id}`)).toEqual(["continue", "event-1 replies"]);
      }
      await save(chat({ id: "chat-0", updatedAt: 1, messages: asked("request_1", 0) }), own);
      expect(await textsOf("vscode:chat-0")).toEqual(["continue", "request_1 replies"]);
    });

    it("never takes two turns for one that one reading tells apart", async () => {
      const file = asked("request_1", 0);
      const both = [...file, ...asked("event-2", 3_000)];
      for (const order of [0, 1]) {
        const id = `chat-${order}`;
        const readings = [
          () => save(chat({ id, messages: file }), own),
          () => save(chat({ id, messages: both }), transcript),
        ];
        for (const read of order === 0 ? readings : readings.toReversed()) await read();
        expect(await textsOf(`vscode:${id}`)).toEqual(both.map(({ text }) => text));
      }
    });

    it("takes no turn of the file for two of a transcript", async () => {
      const first = asked("event-1", 1_000);
      const both = [...first, ...asked("event-2", 3_000)];
      const texts = ["continue", "request_1 replies", "continue", "event-2 replies"];
      await save(chat({ messages: asked("request_1", 0) }), own);
      await save(chat({ messages: first }), transcript);
      await save(chat({ updatedAt: 9_000, messages: both }), transcript);
      expect(await textsOf()).toEqual(texts);

      const question = asked("request_1", 0).slice(0, 1);
      await save(chat({ id: "other", messages: both }), transcript);
      await save(chat({ id: "other", messages: question }), own);
      await save(chat({ id: "other", updatedAt: 9, messages: asked("request_1", 0) }), own);
      expect(await textsOf("vscode:other")).toEqual(texts);
    });

    it("takes an answer that the file has not from the newer transcript", async () => {
      const older = { ...transcript, path: "/User/transcripts/b.jsonl" };
      const readings = [
        () => save(chat({ updatedAt: 9_000, messages: asked("event-1", 1_000) }), transcript),
        () => save(chat({ updatedAt: 2_000, messages: asked("request_1", 0) }), older),
        () => save(chat({ messages: asked("request_1", 0).slice(0, 1) }), own),
      ];
      for (const read of readings) await read();
      expect(await textsOf()).toEqual(["continue", "event-1 replies"]);
    });

    it("stores a turn once that a transcript has too, in any order", async () => {
      await fc.assert(
        fc.asyncProperty(transcriptReadings(), async ({ readings, shuffled, sides }) => {
          const dump = await dumpAfter(subject.open, shuffled);
          expect(dump).toEqual(await dumpAfter(subject.open, readings));
          const stored = dump.chats.flatMap(({ messages }) => messages.map(sideOfTurn));
          expect(stored.toSorted()).toEqual(sides);
        }),
        { numRuns: 25 },
      );
    }, 60_000);
  });
}

async function dumpAfter(
  open: () => Promise<OpenedStore>,
  readings: ChatReading[],
): ReturnType<typeof chatDump> {
  const opened = await open();
  const { store } = opened;
  try {
    for (const { session, file, torn } of readings) {
      await store.saveSession(session, file, readState(file, { torn }));
    }
    return await chatDump(opened);
  } finally {
    await store.close();
  }
}
