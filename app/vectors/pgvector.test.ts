import { expect, it, onTestFinished, vi } from "vitest";
import { testDatabases } from "../../test/support/postgres/databases.ts";
import { databaseSettings, migratedDatabases } from "../../test/support/postgres/migrated.ts";
import { hybridSearch } from "../search/hybrid.ts";
import type { OpenedStore } from "../store/open.ts";
import { openPostgresDatabase, openPostgresStore } from "../store/postgres.ts";
import { chat, prompt, readState, sourceFile } from "../store/test-chats.ts";
import { StoreUnavailable } from "../store/unavailable.ts";
import { jsonLog } from "../telemetry/log.ts";
import { hashedNgrams } from "./hashed-ngrams.ts";
import { vectorStoreContract } from "./vector-store-contract.ts";

vi.setConfig({ testTimeout: 60_000 });

const databases = testDatabases();
const migrated = migratedDatabases(databases);
const log = jsonLog("silent");

vectorStoreContract("vectors in PostgreSQL", async () =>
  openPostgresDatabase(databaseSettings(await migrated()), log),
);

/** A store of `owner` with `count` messages, whose vectors `vectorOf` gives. */
async function filled(
  { store, vectors }: OpenedStore,
  count: number,
  vectorOf: (index: number) => number[],
): Promise<number[]> {
  const file = sourceFile();
  const messages = Array.from({ length: count }, (_, index) => prompt(`r${index}`, "a", index));
  await store.saveSession(chat({ createdAt: 0, messages }), file, readState(file));
  const ids = (await store.session("vscode:chat-1"))?.messages.map(({ id }) => id) ?? [];
  const made = ids.map((messageId, index) => ({
    messageId,
    vector: Float32Array.from({ length: 384 }, (_, at) => vectorOf(index)[at] ?? 0),
  }));
  await vectors.upsert("indexed", made);
  return ids;
}

const east = Float32Array.from({ length: 384 }, (_, at) => (at === 0 ? 1 : 0));

it("finds an owner's own beside the many nearer ones of another", async () => {
  const settings = databaseSettings(await migrated());
  const ada = openPostgresStore(settings, { log, owner: "ada" });
  const grace = openPostgresStore(settings, { log, owner: "grace" });
  onTestFinished(async () => {
    await ada.store.close();
    await grace.store.close();
  });
  await filled(ada, 1_500, (index) => [1, index / 100_000]);
  const ids = await filled(grace, 3, (index) => [1, 1 + index]);
  const found = await grace.vectors.nearest("indexed", east, 3);
  expect(found.map(({ messageId }) => messageId)).toEqual(ids);
});

it("answers from the index where all fit", async () => {
  const database = await migrated();
  const opened = openPostgresStore(databaseSettings(database), { log });
  onTestFinished(() => opened.store.close());
  const ids = await filled(opened, 2_000, (index) => [1, index / 1_000]);
  await databases.query(database, "analyze core.vectors");
  const found = await opened.vectors.nearest("indexed", east, 5);
  expect(found.map(({ messageId }) => messageId)).toEqual(ids.slice(0, 5));
  // The server counts what it does a moment later.
  await vi.waitFor(async () => {
    const [index] = await databases.query<{ scans: string }>(
      database,
      `select idx_scan as scans from pg_stat_user_indexes
       where indexrelname = 'vectors_nearest_384'`,
    );
    expect(Number(index?.scans)).toBeGreaterThan(0);
  }, 40_000);
});

it("leaves the search by words where the extension is missing", async () => {
  const database = await migrated();
  await databases.query(database, "drop extension vector cascade; drop table core.vectors");
  const { store, vectors } = openPostgresStore(databaseSettings(database), { log });
  onTestFinished(() => store.close());
  await store.saveSession(chat(), sourceFile(), readState(sourceFile()));
  const search = hybridSearch({ store, vectors, embedder: hashedNgrams, log });
  expect(await search({ query: "bread", limit: 10 })).toMatchObject({
    hits: [{ session: { id: "vscode:chat-1" } }],
    modeUsed: "text",
    fallbackReason: {
      code: "unavailable",
      message: "search by meaning is not available: the database has no extension vector",
    },
  });
  await expect(vectors.upsert("one", [])).rejects.toThrow(StoreUnavailable);
  expect(await vectors.count("one")).toBe(0);
});

it("makes anew what went with the extension", async () => {
  const database = await migrated();
  const settings = databaseSettings(database);
  const { store, vectors } = openPostgresStore(settings, { log });
  onTestFinished(() => store.close());
  await store.saveSession(chat(), sourceFile(), readState(sourceFile()));
  const [message] = await store.messagesWithoutVector("one", 1);
  await vectors.upsert("one", [{ messageId: message?.id ?? 0, vector: east }]);
  await databases.query(database, "delete from core.vectors");
  expect(await store.messagesWithoutVector("one", 1)).toEqual([]);
  await vectors.reconcile("one");
  expect(await store.messagesWithoutVector("one", 1)).toEqual([message]);
});
