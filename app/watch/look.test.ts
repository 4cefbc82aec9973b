import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { listChats } from "../import/discovery.ts";
import { importChats } from "../import/import.ts";
import { type TestSource, testSource } from "../import/test-source.ts";
import { testSanitizer } from "../sanitize/testing.ts";
import type { SessionRecords } from "../store/session-records.ts";
import { openSqliteStore } from "../store/sqlite.ts";
import type { Store } from "../store/store.ts";
import { chat, prompt } from "../store/test-chats.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import type { VectorStore } from "../vectors/ports.ts";
import { chatLooks, type LookParts } from "./look.ts";

let directory: string;
let store: Store;
let vectors: VectorStore;
let records: SessionRecords;
let source: TestSource;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "chats-"));
  ({ store, vectors, records } = await openSqliteStore({ directory }));
  source = testSource();
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

const none = { finished: undefined, unfinishedSince: undefined };
const minutes = (count: number) => count * 60_000;
const content = (id: string, text = "One") => ({
  session: chat({ id, messages: [prompt("r1", text)] }),
});

/** Looks whose clock stands at `time`. */
function looks(values: Partial<LookParts> = {}) {
  const clock = { time: 0 };
  const sources = () => [source];
  const parts = {
    store,
    vectors,
    embedder: hashedNgrams,
    sanitizer: testSanitizer,
    sources,
    scope: "all",
    ...values,
  } as const;
  const look = chatLooks(parts, () => clock.time);
  return {
    clock,
    /** Sessions added and updated; undefined where nothing was imported. */
    async stored(): Promise<[added: number, updated: number] | undefined> {
      const { report } = await look();
      return report && [report.sessionsAdded, report.sessionsUpdated];
    },
    look,
  };
}

it("imports what is there, then only when something is new or has changed", async () => {
  source.write("/chats/a.json", content("a"));
  const { stored } = looks();
  expect(await stored()).toEqual([1, 0]);
  expect(await stored()).toBeUndefined();
  source.write("/chats/b.json", content("b"));
  expect(await stored()).toEqual([1, 0]);
  source.write("/chats/a.json", content("a", "Two"), { modifiedAtMs: 6_000 });
  expect(await stored()).toEqual([0, 1]);
  expect(await stored()).toBeUndefined();
  expect(source.filesRead).toEqual(["/chats/a.json", "/chats/b.json", "/chats/a.json"]);

  source.filesRead = [];
  source.write("/chats/c.json", content("c"));
  expect(await stored()).toEqual([1, 0]);
  expect(source.filesRead).toEqual(["/chats/c.json"]);
});

it("reads a file that cannot be used once, until it changes", async () => {
  source.write("/chats/a.json", content("a"));
  const { stored } = looks();
  await stored();
  source.write("/chats/b.json", content("b"));
  await stored();
  source.write("/chats/a.json", new Error("not JSON"), { modifiedAtMs: 6_000 });
  expect(await stored()).toEqual([0, 0]);
  source.filesRead = [];
  source.write("/chats/c.json", content("c"));
  expect(await stored()).toEqual([1, 0]);
  expect(source.filesRead).toEqual(["/chats/c.json"]);
});

it("counts all files, so that the figures of the last import stay whole", async () => {
  source.write("/chats/a.json", content("a"));
  source.write("/chats/bad.json", new Error("not JSON"));
  const { look } = looks();
  await look();
  source.write("/chats/b.json", content("b"));
  await look();
  expect((await store.lastImport()).finished).toMatchObject({
    filesSeen: 3,
    filesRead: 1,
    filesFailed: 1,
  });
});

it("imports nothing, and makes no record, where there is nothing", async () => {
  const { clock, stored } = looks();
  expect(await stored()).toBeUndefined();
  clock.time = minutes(16);
  expect(await stored()).toBeUndefined();
  expect(await store.lastImport()).toEqual(none);
});

it("looks at everything afresh after a quarter of an hour, so that an import tells it is alive", async () => {
  source.write("/chats/a.json", content("a"));
  const { clock, look } = looks();
  await look();
  clock.time = minutes(15) - 1;
  expect((await look()).report).toBeUndefined();
  clock.time = minutes(15);
  expect((await look()).report).toMatchObject({ filesUnchanged: 1, filesRead: 0 });
});

it("stores what it reads as sanitized under the rules of today", async () => {
  source.write("/chats/a.json", content("a", `key ghp_${"aB3".repeat(12)}`));
  await looks().look();
  expect(await records.underOtherRules(testSanitizer.rulesVersion)).toEqual([]);
  expect(await records.findings("vscode:a")).toMatchObject([{ rule: "github-token" }]);
});

it("reads a torn file again after a minute, though it looks the same", async () => {
  source.write("/chats/a.jsonl", { ...content("a"), torn: true });
  const { clock, stored } = looks();
  await stored();
  clock.time = minutes(1) - 1;
  expect(await stored()).toBeUndefined();
  clock.time = minutes(1);
  expect(await stored()).toEqual([0, 0]);
  expect(source.filesRead).toEqual(["/chats/a.jsonl", "/chats/a.jsonl"]);
});

it("stores with the next look what one look could not", async () => {
  let isFull = true;
  const failing: Store = {
    ...store,
    saveSessions: async (readings) => {
      if (isFull) throw new Error("the disk is full");
      return store.saveSessions(readings);
    },
  };
  source.write("/chats/a.json", content("a"));
  const { stored } = looks({ store: failing });
  await expect(stored()).rejects.toThrow("the disk is full");
  isFull = false;
  expect(await stored()).toEqual([1, 0]);
});

it("takes in folders that appear, and loses nothing of those that go", async () => {
  const other = testSource({ kind: "copilot-cli", roots: ["/cli"] });
  other.write("/cli/c/events.jsonl", { session: chat({ source: "copilot-cli", id: "c" }) });
  source.write("/chats/a.json", content("a"));
  let sources = [source];
  const { stored } = looks({ sources: () => sources });
  expect(await stored()).toEqual([1, 0]);
  sources = [source, other];
  expect(await stored()).toEqual([1, 0]);
  sources = [];
  expect(await stored()).toBeUndefined();
  expect(await store.counts()).toMatchObject({ sessions: 2 });
  source.write("/chats/b.json", content("b"));
  sources = [source, other];
  expect(await stored()).toEqual([1, 0]);
});

it("keeps the source of folders that stay, because it knows more with every listing", async () => {
  const made: TestSource[] = [];
  const sources = () => {
    const one = testSource();
    one.write("/chats/a.json", content("a"));
    made.push(one);
    return [one];
  };
  const { look } = looks({ sources });
  await look();
  await look();
  expect(made.map(({ filesRead }) => filesRead.length)).toEqual([1, 0, 0]);
});

it("tells what it sees before it reads a chat", async () => {
  source.write("/chats/a.json", content("a"));
  const seen: [files: number, read: number][] = [];
  const onSight: LookParts["onSight"] = ({ listings }) =>
    seen.push([listings[0]?.files.length ?? 0, source.filesRead.length]);
  const { look } = looks({ onSight });
  await look();
  await look();
  expect(seen).toEqual([
    [1, 0],
    [1, 1],
  ]);
});

it("leaves chats alone that nobody has imported yet, until somebody does", async () => {
  source.write("/chats/a.json", content("a"));
  const { look, stored } = looks({ scope: "imported" });
  const first = await look();
  expect([first.report, first.heldBack]).toEqual([undefined, ["/chats"]]);
  expect(source.filesRead).toEqual([]);

  const listings = await listChats([source]);
  await importChats({ listings, store, vectors, embedder: hashedNgrams, sanitizer: testSanitizer });
  source.write("/chats/b.json", content("b"));
  expect(await stored()).toEqual([1, 0]);
});
