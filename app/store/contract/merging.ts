import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ChatReading, chatDump, chatReadings } from "../chat-readings.ts";
import type { Store } from "../store.ts";
import { chat, prompt, readState, sourceFile } from "../test-chats.ts";
import type { Subject } from "./subject.ts";

export function mergingContract(subject: Subject): void {
  const { save, textsOf } = subject;

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
  });
}

async function dumpAfter(open: () => Promise<Store>, readings: ChatReading[]): Promise<unknown> {
  const store = await open();
  try {
    for (const { session, file, torn } of readings) {
      await store.saveSession(session, file, readState(file, { torn }));
    }
    return await chatDump(store);
  } finally {
    await store.close();
  }
}
