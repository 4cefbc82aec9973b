import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readSettings } from "../settings.ts";
import { jsonLog } from "../telemetry/log.ts";
import { openStore } from "./open.ts";
import { chat, readState, sourceFile } from "./test-chats.ts";

const log = jsonLog("silent");

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "chats-"));
});
afterEach(() => {
  vi.doUnmock("./sqlite.ts");
  vi.resetModules();
  rmSync(directory, { recursive: true, force: true });
});

const settings = () => readSettings({ CHATS_DATA_DIRECTORY: directory });

function failToLoad(code: string, message: string) {
  vi.doMock("./sqlite.ts", () => ({
    openSqliteDatabase: () => Promise.reject(Object.assign(new Error(message), { code })),
  }));
}

test("the database of the folder is opened", async () => {
  const { store } = await openStore(settings(), log);
  expect(await store.unreadyReason()).toBeUndefined();
  expect(store.unavailableReason).toBeUndefined();
  await store.close();
});

test.each([
  ["ERR_MODULE_NOT_FOUND", "Cannot find package 'better-sqlite3' imported from /app/main.mjs"],
  ["ERR_MODULE_NOT_FOUND", "Cannot find package 'sqlite-vec' imported from /app/main.mjs"],
  ["MODULE_NOT_FOUND", "Cannot find module '/app/build/Release/better_sqlite3.node'"],
  ["ERR_DLOPEN_FAILED", "/app/better-sqlite3/prebuilds/linux-x64.node: invalid ELF header"],
])("%s: %s gives a store that says so", async (code, message) => {
  failToLoad(code, message);
  const { store, vectors } = await openStore(settings(), log);
  const reason =
    "There is no database here: the SQLite driver (better-sqlite3, sqlite-vec) cannot be loaded " +
    `(${code}).`;
  expect(store.unavailableReason).toBe(reason);
  expect(await store.unreadyReason()).toBe(reason);
  await expect(store.counts()).rejects.toThrow(reason);
  await expect(store.searchText("retry", 1)).rejects.toThrow(reason);
  await expect(vectors.nearest("g", new Float32Array(1), 1)).rejects.toThrow(reason);
  await expect(store.close()).resolves.toBeUndefined();
});

test("a file of our own that is missing is no missing driver", async () => {
  failToLoad("ERR_MODULE_NOT_FOUND", "Cannot find module '/app/chunks/sql-store.mjs'");
  await expect(openStore(settings(), log)).rejects.toThrow("sql-store.mjs");
});

test("a file that is no database is an error, not a missing database", async () => {
  writeFileSync(join(directory, "chats.db"), "not a database, but long enough to be read as one");
  await expect(openStore(settings(), log)).rejects.toThrow("this is not a SQLite database");
});

test.each([
  { CHATS_VECTORS: "qdrant", CHATS_QDRANT_URL: "http://127.0.0.1:1" },
  { CHATS_VECTORS: "chroma", CHATS_CHROMA_URL: "http://127.0.0.1:1" },
])("vectors are asked of the server that %j names", async (environment) => {
  const { store, vectors } = await openStore(
    readSettings({ CHATS_DATA_DIRECTORY: directory, ...environment }),
    log,
  );
  await store.saveSession(chat(), sourceFile(), readState(sourceFile()));
  const [message] = await store.messagesWithoutVector("g", 1);
  const upsert = vectors.upsert("g", [{ messageId: message?.id ?? 0, vector: Float32Array.of(1) }]);
  await expect(upsert).rejects.toThrow("http://127.0.0.1:1 cannot be reached");
  await store.close();
});
