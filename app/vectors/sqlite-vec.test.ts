import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openSqliteStore, sqliteStoreOn } from "../store/sqlite.ts";
import { openDatabaseFile } from "../store/sqlite-file.ts";
import { chat, readState, sourceFile } from "../store/test-chats.ts";
import { vectorStoreContract } from "./vector-store-contract.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "chats-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

vectorStoreContract("vectors in a SQLite file", () => openSqliteStore({ directory }));

it("opens a file that has vectors where the extension is missing", async () => {
  const first = await openSqliteStore({ directory });
  await first.store.saveSession(chat(), sourceFile(), readState(sourceFile()));
  const [message] = await first.store.messagesWithoutVector("one", 1);
  const vector = Float32Array.from([1, 0, 0, 0]);
  await first.vectors.upsert("one", [{ messageId: message?.id ?? 0, vector }]);
  await first.store.close();

  const database = openDatabaseFile(directory);
  database.loadExtension = () => {
    throw new Error("no such file");
  };
  const { store, vectors } = await sqliteStoreOn(database);
  expect(await vectors.count("one")).toBe(1);
  await expect(vectors.nearest("one", vector, 1)).rejects.toThrow("sqlite-vec cannot be loaded");
  expect(await store.searchText("bread", 10)).toHaveLength(1);
  await store.close();
});
