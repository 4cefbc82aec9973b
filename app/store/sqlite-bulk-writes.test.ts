import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it, onTestFinished, vi } from "vitest";
import { type ChatReading, chatDump, chatReadings } from "./chat-readings.ts";
import { openSqliteDatabase } from "./sqlite.ts";
import { sqliteBulkWrites } from "./sqlite-bulk-writes.ts";
import type { SessionReading } from "./store.ts";
import { answer, chat, prompt, readState, sourceFile } from "./test-chats.ts";
import { transcriptReadings } from "./transcript-readings.ts";

/** A new database. */
async function newDatabase() {
  const directory = mkdtempSync(join(tmpdir(), "chats-"));
  const database = await openSqliteDatabase({ directory });
  onTestFinished(async () => {
    await database.close();
    rmSync(directory, { recursive: true });
  });
  return { database, path: join(directory, "chats.db") };
}

function saving({ session, file, torn }: ChatReading): SessionReading {
  return { session, file, state: readState(file, { torn }), sanitation: undefined };
}

const readingOf = (...messages: SessionReading["session"]["messages"]) =>
  saving({ session: chat({ messages }), file: sourceFile(), torn: false });

// Each run has owners of its own in two databases: a thread is not started for each.
it("stores what a store without a thread stores", async () => {
  const [one, other] = [await newDatabase(), await newDatabase()];
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(chatReadings(), transcriptReadings()), async ({ shuffled }) => {
      runs += 1;
      const alone = one.database.forOwner(`owner-${runs}`);
      const bulk = other.database.forOwner(`owner-${runs}`);
      const half = shuffled.length >> 1;
      for (const readings of [shuffled.slice(0, half), shuffled.slice(half)]) {
        const saved = await alone.store.saveSessions(readings.map(saving));
        expect(await bulk.store.saveSessions(readings.map(saving), "bulk")).toEqual(saved);
      }
      expect(await chatDump(bulk)).toEqual(await chatDump(alone));
      for (const word of ["alpha", "draft", "continue", "transcript"]) {
        const hits = await bulk.store.searchText(word, 100);
        expect(hits).toHaveLength((await alone.store.searchText(word, 100)).length);
      }
    }),
    { numRuns: 60 },
  );
  expect(await other.database.forOwner("owner-1").maintenance.check()).toEqual([]);
}, 60_000);

it("keeps all that a message has, and finds its identifiers", async () => {
  const { database } = await newDatabase();
  const { store, records } = database.forOwner("ada");
  const parts = [
    { kind: "markdown", text: "Call getUserName, which failed:", raw: undefined },
    { kind: "tool", text: undefined, raw: { id: 1, deep: [{ ä: "é" }] } },
  ];
  const call = { id: "c1", tool: "run", summary: "Ran", input: "{}", output: "out" };
  const reply = {
    ...answer("r1", "Call getUserName, which failed:\n```\nTypeError: no\n```"),
    parts,
    toolCalls: [{ ...call, outcome: "failed" as const }],
    usage: { promptTokens: 1, completionTokens: undefined },
  };
  const asked = { ...prompt("r1", "Why?"), intent: { command: "fix" } };
  const finding = { messageKey: "r1/user", rule: "github-token", hash: "0".repeat(12), count: 2 };
  const sanitation = { rulesVersion: "1", findings: [finding] };
  const reading = { ...readingOf(asked, reply), sanitation };
  expect(await store.saveSessions([reading], "bulk")).toMatchObject([{ messagesAdded: 2 }]);
  const whole = await records.whole("vscode:chat-1");
  expect(whole?.messages).toEqual([asked, reply]);
  expect(await records.findings("vscode:chat-1")).toEqual([finding]);
  expect(await store.searchText("user name", 9)).toHaveLength(1);
  expect(await store.searchText("TypeError", 9, { has: "error" })).toHaveLength(1);
  // The hash tells the two apart that a thread and this one made.
  expect(await store.saveSessions([reading])).toMatchObject([
    { outcome: "unchanged", messagesUpdated: 0 },
  ]);
});

it("leaves a file in which nothing is wrong, also where one looked before", async () => {
  const { database } = await newDatabase();
  const { store, maintenance } = database.forOwner("ada");
  for (let count = 0; count < 3; count++) {
    for (let index = 0; index < 20; index++) {
      const reading = readingOf(prompt("r1", `draft ${count} ${index}`));
      const session = { ...reading.session, id: `${count}-${index}` };
      await store.saveSessions([{ ...reading, session }], "bulk");
    }
    expect(await maintenance.check()).toEqual([]);
  }
});

it("stores calls in the order in which they came", async () => {
  const { database } = await newDatabase();
  const { store } = database.forOwner("ada");
  const texts = Array.from({ length: 20 }, (_, index) => `draft ${index}`);
  await Promise.all(
    texts.map((text) => store.saveSessions([readingOf(prompt("r1", text))], "bulk")),
  );
  const stored = await store.session("vscode:chat-1");
  expect(stored?.messages.map(({ text }) => text)).toEqual(["draft 19"]);
});

it("passes on why a database refuses what comes, and stores none of it", async () => {
  const { database } = await newDatabase();
  const { store } = database.forOwner("ada");
  const backwards = { ...readingOf(prompt("r1", "a")) };
  backwards.session = { ...backwards.session, createdAt: 2_000, updatedAt: 1_000 };
  const good = { ...readingOf(prompt("r1", "a")) };
  good.session = { ...good.session, id: "good" };
  await expect(store.saveSessions([good, backwards], "bulk")).rejects.toThrow(
    "CHECK constraint failed: updated_at >= created_at",
  );
  expect(await store.counts()).toMatchObject({ sessions: 0, messages: 0 });
  expect(await store.saveSessions([good], "bulk")).toMatchObject([{ outcome: "added" }]);
});

it("lets this thread store where no other can start, and says so once", async () => {
  const { database, path } = await newDatabase();
  const own = database.forOwner("ada").store;
  const warn = vi.fn();
  const writes = sqliteBulkWrites(join(path, "below", "chats.db"), { warn });
  const { saveSessions } = writes.forOwner("ada", own);
  const [first, second] = await Promise.all([
    saveSessions([readingOf(prompt("r1", "draft"))], "bulk"),
    saveSessions([readingOf(prompt("r1", "final"))], "bulk"),
  ]);
  expect([first, second]).toMatchObject([[{ outcome: "added" }], [{ outcome: "updated" }]]);
  await saveSessions([readingOf(prompt("r1", "last"))], "bulk");
  expect((await own.session("vscode:chat-1"))?.messages).toMatchObject([{ text: "last" }]);
  expect(warn).toHaveBeenCalledOnce();
  await writes.close();
});

it("ends the thread with the store, so that a process can end", async () => {
  const { database } = await newDatabase();
  const { store } = database.forOwner("ada");
  await store.saveSessions([readingOf(prompt("r1", "a"))], "bulk");
  await store.close();
  await expect(store.saveSessions([readingOf(prompt("r1", "b"))], "bulk")).rejects.toThrow(
    "The database is closed.",
  );
});
