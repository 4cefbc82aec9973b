import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { temporaryFolder, writeChat } from "../commands/testing.ts";
import { testSanitizer } from "../sanitize/testing.ts";
import { vscodeSource } from "../sources/vscode/source.ts";
import { openSqliteStore } from "../store/sqlite.ts";
import type { Store } from "../store/store.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import { type WatchTiming, watchChats } from "./watch.ts";

const hour = 3_600_000;
/** As the usual timing, ten times as fast. */
const fast = { pollMs: 300, longestMs: 6_000, retryMs: 600, quietMs: 50, latestMs: 200 };

/** A watch of a `User` folder of its own, which ends with the test. */
async function watched({
  timing = fast,
  wrapped = (store) => store,
  before = () => {},
}: {
  timing?: WatchTiming;
  wrapped?: (store: Store) => Store;
  before?: (userFolder: string) => void;
} = {}) {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const userFolder = join(folder.path, "User");
  before(userFolder);
  const { store, vectors } = await openSqliteStore({ directory: join(folder.path, "data") });
  onTestFinished(() => store.close());
  const told: [level: string, fields: object, message: string][] = [];
  const imports: (number | undefined)[] = [];
  const watch = watchChats({
    sources: () => [vscodeSource({ userFolders: [userFolder] })],
    scope: "all",
    store: wrapped(store),
    vectors,
    embedder: hashedNgrams,
    sanitizer: testSanitizer,
    log: {
      info: (fields, message) => told.push(["info", fields, message]),
      warn: (fields, message) => told.push(["warn", fields, message]),
    },
    onImport: (report) => imports.push(report?.messagesAdded),
    timing,
  });
  onTestFinished(() => watch.stop());
  return {
    userFolder,
    watch,
    store,
    told,
    /** The messages that each import has added; undefined for one that failed. */
    imports,
    /** Waits until so many messages are stored, and told of. */
    async untilStored(messages: number): Promise<void> {
      const stored = () =>
        told
          .filter(([, , message]) => message === "chats stored")
          .reduce(
            (sum, [, fields]) =>
              sum + ("messagesAdded" in fields ? Number(fields.messagesAdded) : 0),
            0,
          );
      await expect.poll(stored, { timeout: 10_000, interval: 10 }).toBe(messages);
      expect((await store.counts()).messages).toBe(messages);
    },
  };
}

const onlyEvents = { ...fast, pollMs: hour, longestMs: hour };

it("stores what is written, as soon as the file system tells of it", async () => {
  const { userFolder, untilStored, told } = await watched({
    timing: onlyEvents,
    before: (folder) => writeChat(folder, "a1"),
  });
  await untilStored(2);
  // The folder is followed once the first look is over.
  await wait(100);
  writeChat(userFolder, "a2");
  await untilStored(4);
  const counts = { sessionsAdded: 1, sessionsUpdated: 0, messagesAdded: 2, messagesUpdated: 0 };
  expect(told).toEqual([
    ["info", { folders: [userFolder], sessions: 1 }, "watching chats"],
    ["info", counts, "chats stored"],
    ["info", counts, "chats stored"],
  ]);
});

it("stores what is written where the file system tells nothing", async () => {
  const { userFolder, untilStored } = await watched();
  await wait(100);
  // Nothing here was followed by the first look.
  writeChat(userFolder, "a1");
  await untilStored(2);
});

it("goes on after the folder was deleted and made again", async () => {
  const { userFolder, untilStored } = await watched({
    before: (folder) => writeChat(folder, "a1"),
  });
  await untilStored(2);
  rmSync(userFolder, { recursive: true });
  await wait(700);
  writeChat(userFolder, "a2");
  await untilStored(4);
  const away = `${userFolder}-away`;
  renameSync(userFolder, away);
  mkdirSync(userFolder);
  writeChat(userFolder, "a3");
  await untilStored(6);
});

it("tries again after a failure, which it tells once and without what was written", async () => {
  let failures = 0;
  const { untilStored, told, imports } = await watched({
    before: (folder) => writeChat(folder, "a1"),
    timing: { ...fast, retryMs: 50 },
    wrapped: (store) => ({
      ...store,
      saveSessions: async (readings) => {
        failures += 1;
        if (failures > 3) return store.saveSessions(readings);
        const cause = Object.assign(new Error("secret words"), { code: "SQLITE_FULL" });
        throw new Error("the disk is full", { cause });
      },
    }),
  });
  await untilStored(2);
  expect(told.map(([level, , message]) => [level, message])).toEqual([
    ["info", "watching chats"],
    ["warn", "chats cannot be stored"],
    ["info", "chats stored"],
  ]);
  expect(told[1]?.[1]).toMatchObject({ error: { type: "Error", code: "SQLITE_FULL" } });
  expect(JSON.stringify(told)).not.toContain("secret words");
  expect(imports).toEqual([undefined, undefined, undefined, 2]);
});

it("tells nothing where there is nothing", async () => {
  const { told, store } = await watched();
  await wait(500);
  expect(told).toEqual([]);
  expect(await store.lastImport()).toEqual({ finished: undefined, unfinishedSince: undefined });
});

it("does not look without end at what is written without end", async () => {
  let looks = 0;
  const { userFolder, told } = await watched({
    before: (folder) => writeChat(folder, "a1"),
    wrapped: (store) => ({
      ...store,
      beginImport: (startedAt) => {
        looks += 1;
        return store.beginImport(startedAt);
      },
    }),
  });
  await expect.poll(() => told.length).toBe(2);
  looks = 0;
  for (const end = performance.now() + 1_000; performance.now() < end; await wait(5)) {
    writeChat(userFolder, "a1", `How do I retry, ${performance.now()}?`);
  }
  expect(looks).toBeGreaterThanOrEqual(1);
  expect(looks).toBeLessThanOrEqual(5);
});

it("is over when it was stopped: the file at hand is stored, and no other is read", async () => {
  let saves = 0;
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { watch, store } = await watched({
    before: (folder) => {
      writeChat(folder, "a1");
      writeChat(folder, "a2");
    },
    wrapped: (real) => ({
      ...real,
      saveSessions: async (readings) => {
        saves += 1;
        await held;
        return real.saveSessions(readings);
      },
    }),
  });
  while (saves === 0) await wait(5);
  const stopped = watch.stop();
  release();
  await stopped;
  expect(saves).toBe(1);
  expect(await store.counts()).toMatchObject({ sessions: 1 });
});
