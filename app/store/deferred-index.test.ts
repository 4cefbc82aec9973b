import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ChatReading, chatDump, chatReadings } from "./chat-readings.ts";
import { openSqliteStore } from "./sqlite.ts";
import type { SaveResult, SessionReading } from "./store.ts";
import { readState } from "./test-chats.ts";
import { transcriptReadings } from "./transcript-readings.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "chats-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

let opened = 0;
const open = () => {
  opened += 1;
  return openSqliteStore({ directory: join(directory, String(opened)) });
};

// It makes many databases, which takes its time on a busy machine.
it("stores readings in one transaction as it stores them one after the other", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(chatReadings(), transcriptReadings()), async ({ shuffled }) => {
      const [alone, together] = [await open(), await open()];
      const results: SaveResult[] = [];
      for (const reading of shuffled.map(saving)) {
        results.push(...(await alone.store.saveSessions([reading])));
      }
      expect(await together.store.saveSessions(shuffled.map(saving))).toEqual(results);
      expect(await chatDump(together)).toEqual(await chatDump(alone));
      expect(await together.maintenance.check()).toEqual([]);
      for (const word of ["alpha", "draft", "final", "continue", "transcript", "own"]) {
        const hits = await together.store.searchText(word, 100);
        expect(hits).toHaveLength((await alone.store.searchText(word, 100)).length);
      }
      await alone.store.close();
      await together.store.close();
    }),
    { numRuns: 40 },
  );
}, 60_000);

function saving({ session, file, torn }: ChatReading): SessionReading {
  return { session, file, state: readState(file, { torn }), sanitation: undefined };
}
