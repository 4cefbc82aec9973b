import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { testSanitizer } from "../sanitize/testing.ts";
import { openSqliteStore, sqliteStoreOn } from "../store/sqlite.ts";
import { openDatabaseFile } from "../store/sqlite-file.ts";
import type { Store } from "../store/store.ts";
import { answer, chat, prompt } from "../store/test-chats.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import type { VectorStore } from "../vectors/ports.ts";
import { listChats } from "./discovery.ts";
import { type ImportParts, importChats } from "./import.ts";
import { emptyReport, type ImportReport } from "./report.ts";
import { type TestSource, testSource } from "./test-source.ts";

let directory: string;
let store: Store;
let vectors: VectorStore;
let source: TestSource;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "chats-"));
  ({ store, vectors } = await openSqliteStore({ directory }));
  source = testSource();
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

/** Runs an import whose clock gives 1000, then 1250. */
async function run(parts: Partial<ImportParts> = {}): Promise<ImportReport> {
  let time = 750;
  const now = () => {
    time += 250;
    return time;
  };
  const listings = await listChats([source]);
  return importChats({
    listings,
    store,
    vectors,
    embedder: hashedNgrams,
    sanitizer: testSanitizer,
    now,
    ...parts,
  });
}

const report = (values: Partial<ImportReport>) => ({
  ...emptyReport(),
  durationMs: 250,
  ...values,
});

const chatOf = (id: string, ...texts: string[]) => ({
  session: chat({ id, messages: texts.map((text, index) => prompt(`r${index}`, text, index)) }),
});

describe("importChats", () => {
  it("stores every chat, makes the vectors and reports what it did", async () => {
    source.write("/chats/a.json", chatOf("a", "One", "Two"));
    source.write("/chats/b.json", chatOf("b", "Three", ""));
    expect(await run()).toEqual(
      report({
        filesSeen: 2,
        filesRead: 2,
        sessionsAdded: 2,
        messagesAdded: 4,
        messagesEmbedded: 3,
      }),
    );
    expect(await store.counts()).toMatchObject({ sessions: 2, messages: 4 });
    expect(await vectors.count(hashedNgrams.generation)).toBe(3);
    expect((await store.lastImport()).finished).toEqual({
      startedAt: 1_000,
      finishedAt: 1_250,
      filesSeen: 2,
      filesRead: 2,
      filesFailed: 0,
      sessionsAdded: 2,
      sessionsUpdated: 0,
      messagesAdded: 4,
    });
  });

  it("does not open a file again that has not changed", async () => {
    source.write("/chats/a.json", chatOf("a", "One"), { modifiedAtMs: 5_000.75 });
    await run();
    source.filesRead = [];
    expect(await run()).toEqual(report({ filesSeen: 1, filesUnchanged: 1 }));
    expect(source.filesRead).toEqual([]);
  });

  it.each([
    ["size", { sizeBytes: 11 }],
    ["time", { modifiedAtMs: 5_001 }],
    ["inode", { inode: "2" }],
  ])("reads a file again whose %s has changed", async (_, values) => {
    source.write("/chats/a.json", chatOf("a", "One"));
    await run();
    source.write("/chats/a.json", chatOf("a", "One", "Two"), values);
    expect(await run()).toEqual(
      report({
        filesSeen: 1,
        filesRead: 1,
        sessionsUpdated: 1,
        messagesAdded: 1,
        messagesEmbedded: 1,
      }),
    );
  });

  it("counts a file that changed without another chat as read, and nothing as updated", async () => {
    source.write("/chats/a.json", chatOf("a", "One"));
    await run();
    source.write("/chats/a.json", chatOf("a", "One"), { modifiedAtMs: 6_000 });
    expect(await run()).toEqual(report({ filesSeen: 1, filesRead: 1 }));
  });

  it("reads a torn file again until it is whole", async () => {
    const torn = { ...chatOf("a", "One"), torn: true, problems: ["line 2: cut off"] };
    source.write("/chats/a.json", torn);
    const tornReport = {
      filesSeen: 1,
      filesRead: 1,
      partlyRead: [{ path: "/chats/a.json", problems: ["line 2: cut off"] }],
      tornFiles: ["/chats/a.json"],
    };
    expect(await run()).toMatchObject({ ...tornReport, sessionsAdded: 1 });
    expect(await run()).toEqual(report(tornReport));

    source.write("/chats/a.json", chatOf("a", "One", "Two"));
    expect(await run()).toMatchObject({ filesRead: 1, messagesAdded: 1, tornFiles: [] });
    expect(await run()).toMatchObject({ filesRead: 0, filesUnchanged: 1 });
  });

  it("names messages that a file no longer has, and messages that changed", async () => {
    source.write("/chats/a.json", chatOf("a", "One", "Two"));
    await run();
    const shorter = chat({ id: "a", updatedAt: 9_000, messages: [prompt("r0", "Changed", 0)] });
    source.write("/chats/a.json", { session: shorter }, { sizeBytes: 5 });
    expect(await run()).toMatchObject({
      sessionsUpdated: 1,
      messagesAdded: 0,
      messagesUpdated: 1,
      messagesKept: 1,
      messagesEmbedded: 1,
    });
  });

  describe("a file with several chats", () => {
    const content = [chatOf("a", "One"), chatOf("b", "Two"), chatOf("c", "Three")];

    it("gives them all, and is not opened again", async () => {
      source.write("/chats/state.vscdb", content);
      expect(await run()).toMatchObject({ filesSeen: 1, filesRead: 1, sessionsAdded: 3 });
      expect(await run()).toEqual(report({ filesSeen: 1, filesUnchanged: 1 }));
      expect(source.filesRead).toEqual(["/chats/state.vscdb"]);
    });

    it("is read again when the import ended between them", async () => {
      source.write("/chats/state.vscdb", content);
      const failing: Store = {
        ...store,
        saveSessions: async (readings) => {
          await store.saveSessions(readings.slice(0, 1));
          throw new Error("the disk is full");
        },
      };
      await expect(run({ store: failing })).rejects.toThrow("the disk is full");
      expect(await run()).toMatchObject({ filesRead: 1, sessionsAdded: 2 });
      expect(await run()).toMatchObject({ filesRead: 0, filesUnchanged: 1 });
    });

    it("names the chat that cannot be stored, and stores the others", async () => {
      source.write("/chats/state.vscdb", [{ session: chat({ id: "" }) }, ...content]);
      expect(await run()).toMatchObject({
        filesRead: 1,
        filesFailed: 0,
        sessionsAdded: 3,
        partlyRead: [{ path: "/chats/state.vscdb", problems: ["the chat has no id"] }],
      });
    });

    it("stays torn while one of them is", async () => {
      source.write("/chats/1.jsonl", [{ ...chatOf("a", "One"), torn: true }, chatOf("a", "One")]);
      expect(await run()).toMatchObject({ filesRead: 1, tornFiles: ["/chats/1.jsonl"] });
      expect(await run()).toMatchObject({ filesRead: 1, filesUnchanged: 0 });
    });
  });

  it("makes one chat of the files that a chat has in several folders, and knows each of them", async () => {
    source.write("/chats/w1/a.json", chatOf("a", "One"));
    source.write("/chats/w2/a.json", chatOf("a", "One", "Two"), { modifiedAtMs: 6_000 });
    expect(await run()).toMatchObject({ filesRead: 2, sessionsAdded: 1, sessionsUpdated: 1 });
    expect(await store.counts()).toMatchObject({ sessions: 1, messages: 2 });
    expect(await store.fileState("/chats/w1/a.json")).toBeDefined();
    expect(await store.fileState("/chats/w2/a.json")).toBeDefined();
  });

  it("names files that cannot be used, every time, but opens them once", async () => {
    source.write("/chats/bad.json", new Error("not JSON"));
    source.write("/chats/good.json", chatOf("a", "One"));
    const failed = {
      filesSeen: 2,
      filesFailed: 1,
      failures: [{ path: "/chats/bad.json", problem: "not JSON" }],
    };
    expect(await run()).toMatchObject({ ...failed, filesRead: 1, sessionsAdded: 1 });
    expect(await run()).toEqual(report({ ...failed, filesUnchanged: 1 }));
    expect(source.filesRead).toEqual(["/chats/bad.json", "/chats/good.json"]);

    source.write("/chats/bad.json", chatOf("b", "Two"), { sizeBytes: 11 });
    expect(await run()).toMatchObject({ filesRead: 1, filesFailed: 0, sessionsAdded: 1 });
  });

  it("says nothing of a file that was deleted between the listing and the reading", async () => {
    const gone = Object.assign(new Error("no such file"), { code: "ENOENT" });
    source.write("/chats/a.json", gone);
    source.write("/chats/b.json", new Error("cannot be read", { cause: gone }));
    expect(await run()).toEqual(report({ filesSeen: 2, filesVanished: 2 }));
    expect(await store.fileState("/chats/a.json")).toBeUndefined();
  });

  it("reports folders that could not be listed", async () => {
    source.listingProblems = ["/chats/private: permission denied"];
    expect(await run()).toEqual(report({ problems: ["/chats/private: permission denied"] }));
  });

  it("refuses a chat that cannot be stored, alone", async () => {
    source.write("/chats/bad.json", { session: chat({ id: "" }) });
    source.write("/chats/good.json", chatOf("a", "One"));
    expect(await run()).toMatchObject({
      sessionsAdded: 1,
      failures: [{ path: "/chats/bad.json", problem: "the chat has no id" }],
    });
  });

  it("stores the chats when vectors cannot be made, and makes the vectors the next time", async () => {
    source.write("/chats/a.json", chatOf("a", "One"));
    const upsert = async () => {
      throw new Error("the vector store is away");
    };
    expect(await run({ vectors: { ...vectors, upsert } })).toMatchObject({
      messagesAdded: 1,
      messagesEmbedded: 0,
      problems: [
        "chats are stored, but search by meaning does not cover all: the vector store is away",
      ],
    });
    expect((await store.lastImport()).finished?.finishedAt).toBe(1_250);
    expect(await run()).toEqual(report({ filesSeen: 1, filesUnchanged: 1, messagesEmbedded: 1 }));
  });

  it("tells of its progress after every file that it read and every batch", async () => {
    source.write("/chats/a.json", chatOf("a", "One"));
    await run();
    source.write("/chats/b.json", chatOf("b", "Two"), { sizeBytes: 20 });
    source.write("/chats/c.json", new Error("not JSON"), { sizeBytes: 30 });
    const seen: unknown[] = [];
    await run({
      onProgress: ({ stage, read, toRead, report }) =>
        seen.push([stage, { ...read }, toRead, report.messagesEmbedded]),
    });
    const toRead = { files: 2, bytes: 50 };
    expect(seen).toEqual([
      ["reading", { files: 1, bytes: 20 }, toRead, 0],
      ["reading", toRead, toRead, 0],
      ["embedding", toRead, toRead, 1],
    ]);
  });

  it("stops after the step at hand when it is told to, and goes on the next time", async () => {
    source.write("/chats/a.json", chatOf("a", "One"));
    source.write("/chats/b.json", chatOf("b", "Two"));
    const controller = new AbortController();
    const { signal } = controller;
    expect(
      await run({ signal, bytesPerStep: 10, onProgress: () => controller.abort() }),
    ).toMatchObject({ filesSeen: 2, filesRead: 1, messagesEmbedded: 0, interrupted: true });
    expect(await store.lastImport()).toEqual({ finished: undefined, unfinishedSince: 1_000 });
    expect(await run()).toMatchObject({
      filesUnchanged: 1,
      filesRead: 1,
      messagesEmbedded: 2,
      interrupted: false,
    });
  });

  it("never ends before it began, wherever the clock is set meanwhile", async () => {
    let time = 2_000;
    const now = () => {
      time -= 1_000;
      return time;
    };
    expect(await run({ now })).toEqual({ ...report({}), durationMs: 0 });
    expect((await store.lastImport()).finished).toMatchObject({
      startedAt: 1_000,
      finishedAt: 1_000,
    });
  });

  it("stops when the disk is full, keeps what was stored, and goes on the next time", async () => {
    await store.close();
    const database = openDatabaseFile(directory);
    ({ store, vectors } = await sqliteStoreOn(database));
    source.write("/chats/a.json", chatOf("a", "One"));
    await run();
    source.write("/chats/b.json", chatOf("b", "word ".repeat(50_000)));
    source.write("/chats/c.json", chatOf("c", "Three"));
    database.pragma(`max_page_count = ${database.pragma("page_count", { simple: true })}`);

    await expect(run()).rejects.toThrow(/chats\.db: the disk is full, so the last step was not/);
    expect((await store.sessions({ limit: 10, offset: 0 })).sessions.map(({ id }) => id)).toEqual([
      "vscode:a",
    ]);
    expect((await store.lastImport()).unfinishedSince).toBe(1_000);

    database.pragma("max_page_count = 100000");
    expect(await run()).toMatchObject({ filesUnchanged: 1, sessionsAdded: 2, messagesEmbedded: 2 });
  });

  it("runs beside another import of the same chats", async () => {
    const program = join(import.meta.dirname, "test-importer.ts");
    const runs = await Promise.all(
      [1, 2].map(() => promisify(execFile)(process.execPath, [program, directory, "60"])),
    );
    const reports: ImportReport[] = runs.map(({ stdout }) => JSON.parse(stdout));
    const sum = (key: "filesSeen" | "sessionsAdded" | "messagesAdded") =>
      reports.reduce((total, report) => total + report[key], 0);
    expect([sum("filesSeen"), sum("sessionsAdded"), sum("messagesAdded")]).toEqual([120, 60, 120]);
    expect(reports.map(({ failures, problems }) => [failures, problems])).toEqual([
      [[], []],
      [[], []],
    ]);
    expect(await store.counts()).toMatchObject({ sessions: 60, messages: 120 });
    expect(await vectors.count(hashedNgrams.generation)).toBe(120);
    expect(await store.messagesWithoutVector(hashedNgrams.generation, 1)).toEqual([]);
  });

  it("finds an imported answer", async () => {
    source.write("/chats/a.json", {
      session: chat({ messages: [prompt("r1", "Why?"), answer("r1", "The token had expired")] }),
    });
    await run();
    expect(await store.searchText("expired tokens", 10)).toHaveLength(1);
  });
});
