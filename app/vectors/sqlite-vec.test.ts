import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openSqliteDatabase, openSqliteStore, sqliteStoreOn } from "../store/sqlite.ts";
import { openDatabaseFile } from "../store/sqlite-file.ts";
import { chat, prompt, readState, sourceFile } from "../store/test-chats.ts";
import { loadVectorExtension, sqliteVectors } from "./sqlite-vec.ts";
import { vectorStoreContract } from "./vector-store-contract.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "chats-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

vectorStoreContract("vectors in a SQLite file", () => openSqliteDatabase({ directory }));

vectorStoreContract("vectors in a SQLite file with an index", () =>
  openSqliteDatabase({
    directory,
    vectorsOf: (db, owner) => sqliteVectors(db, owner, undefined, { indexedFrom: 1 }),
  }),
);

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

it("makes anew what an earlier version kept in another way", async () => {
  const earlier = openDatabaseFile(directory);
  loadVectorExtension(earlier);
  earlier.exec(
    "create virtual table vectors_one using vec0(message_id integer primary key, v int8[8])",
  );
  earlier.close();
  const { store, vectors } = await openSqliteStore({ directory });
  await store.saveSession(chat(), sourceFile(), readState(sourceFile()));
  const [message] = await store.messagesWithoutVector("one", 1);
  const database = openDatabaseFile(directory);
  const tables = "select name from sqlite_master where name like 'vectors_%'";
  expect(database.prepare(tables).all()).toEqual([]);
  database.exec(
    `insert into message_vectors (generation, message_id) values ('one', ${message?.id})`,
  );
  database.close();
  expect(await store.messagesWithoutVector("one", 1)).toEqual([]);
  expect(await vectors.nearest("one", Float32Array.of(1, 0, 0, 0), 1)).toEqual([]);
  await vectors.reconcile("one");
  expect(await store.messagesWithoutVector("one", 1)).toEqual([message]);
  await store.close();
});

it("leaves no bits of a message that was removed", async () => {
  const opened = await openSqliteDatabase({
    directory,
    vectorsOf: (db, owner) => sqliteVectors(db, owner, undefined, { indexedFrom: 1 }),
  });
  const { store, vectors, maintenance } = opened.forOwner("local");
  const messages = Array.from({ length: 50 }, (_, index) => prompt(`r${index}`, "a", index));
  await store.saveSession(chat({ createdAt: 0, messages }), sourceFile(), readState(sourceFile()));
  const waiting = await store.messagesWithoutVector("one", 50);
  const vector = Float32Array.of(1, 0, 0, 0);
  await vectors.upsert(
    "one",
    waiting.map(({ id }) => ({ messageId: id, vector })),
  );
  const rowsOf = (table: string) => {
    const database = openDatabaseFile(directory);
    const { rows } = database
      .prepare<[], { rows: number }>(`select count(*) as rows from ${table}`)
      .get() ?? { rows: -1 };
    database.close();
    return rows;
  };
  expect(rowsOf("vector_bits_1_rowids")).toBe(50);
  expect(rowsOf("vector_bits_sample_1_rowids")).toBeGreaterThan(0);
  await maintenance.remove(["vscode:chat-1"], { before: 9_999, removedAt: 9_999 });
  expect(["vectors_1", "vector_bits_1_rowids", "vector_bits_sample_1_rowids"].map(rowsOf)).toEqual([
    0, 0, 0,
  ]);
  await opened.close();
});

it("leaves no table of a generation that was dropped", async () => {
  const opened = await openSqliteDatabase({
    directory,
    vectorsOf: (db, owner) => sqliteVectors(db, owner, undefined, { indexedFrom: 1 }),
  });
  const { store, vectors } = opened.forOwner("local");
  await store.saveSession(chat(), sourceFile(), readState(sourceFile()));
  const [message] = await store.messagesWithoutVector("one", 1);
  const vector = Float32Array.of(1, 0, 0, 0);
  for (const generation of ["one", "two"]) {
    await vectors.upsert(generation, [{ messageId: message?.id ?? 0, vector }]);
    await vectors.complete(generation);
  }
  await opened.close();
  const database = openDatabaseFile(directory);
  const tables = database
    .prepare("select name from sqlite_master where name like 'vectors%' or sql like '%vec0%'")
    .pluck()
    .all();
  database.close();
  expect(tables).toEqual(["vectors_2", "vector_bits_2", "vector_bits_sample_2"]);
});
