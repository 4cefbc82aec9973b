import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, it } from "vitest";
import { blindSanitizer, testSanitizer, testSecret } from "../sanitize/testing.ts";
import type { OpenedStore } from "../store/open.ts";
import { openSqliteStore } from "../store/sqlite.ts";
import { chat, prompt, readState, sourceFile } from "../store/test-chats.ts";
import { leakyChat } from "../store/test-leaks.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import { listChats } from "./discovery.ts";
import { importChats } from "./import.ts";
import { type RescanReport, rescanStored } from "./rescan.ts";
import { testSource } from "./test-source.ts";

let directory: string;
let opened: OpenedStore;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "chats-"));
  opened = await openSqliteStore({ directory });
});
afterEach(async () => {
  await opened.store.close();
  rmSync(directory, { recursive: true });
});

/** Stores chats as a version did that knew no secrets, in several readings. */
async function fillBlindly(): Promise<void> {
  const file = sourceFile();
  const sanitation = { rulesVersion: blindSanitizer.rulesVersion, findings: [] };
  const save = (session: ReturnType<typeof chat>) =>
    opened.store.saveSession(session, file, readState(file), sanitation);
  const long = "word ".repeat(2_000);
  for (let index = 0; index < 60; index++) {
    await save(chat({ id: `harmless-${index}`, messages: [prompt("r1", `${index} ${long}`)] }));
    if (index % 6 > 0) continue;
    const leaky = leakyChat(`leaky-${index}`);
    await save(leaky);
    const [first = prompt("r1", ""), ...others] = leaky.messages;
    const grown = { ...first, text: `${first.text} ${long}` };
    await save({ ...leaky, updatedAt: 3_000, messages: [grown, ...others] });
  }
}

/** Names of the files in which the secret stands, as it is written or as the index of words has it. */
function filesWithSecret(): string[] {
  const [, characters = ""] = testSecret.split("_");
  return readdirSync(directory).filter((name) => {
    const bytes = readFileSync(join(directory, name));
    return [characters, characters.toLowerCase()].some((text) => bytes.includes(text));
  });
}

async function rescan(problems: string[] = []): Promise<RescanReport> {
  const { records, maintenance } = opened;
  const onProblem = (problem: string) => problems.push(problem);
  return rescanStored({ records, maintenance, sanitizer: testSanitizer, onProblem });
}

it("leaves nothing of a secret in the bytes of the SQLite file, free pages and journal included", async () => {
  await fillBlindly();
  expect(filesWithSecret()).not.toEqual([]);
  expect(await rescan()).toEqual({ toScan: 70, scanned: 70, redacted: 10 });
  expect(filesWithSecret()).toEqual([]);
  expect(await opened.maintenance.check()).toEqual([]);
  expect(await opened.store.searchText("nothing of note", 100)).toHaveLength(10);
  await opened.store.close();
  expect(filesWithSecret()).toEqual([]);
  opened = await openSqliteStore({ directory });
});

it("erases what an interrupted one has left", async () => {
  await fillBlindly();
  const { records, maintenance } = opened;
  const eraseRedacted = () => Promise.reject(new Error("interrupted"));
  const problems: string[] = [];
  await rescanStored({
    records,
    maintenance: { ...maintenance, eraseRedacted },
    sanitizer: testSanitizer,
    onProblem: (problem) => problems.push(problem),
  });
  expect(problems).toEqual(["interrupted"]);
  await opened.store.close();
  expect(filesWithSecret()).not.toEqual([]);

  opened = await openSqliteStore({ directory });
  expect(await rescan()).toEqual({ toScan: 0, scanned: 0, redacted: 0 });
  expect(filesWithSecret()).toEqual([]);
});

it("says that another process keeps old bytes in the file, and erases them when that is over", async () => {
  await fillBlindly();
  const reader = new Database(join(directory, "chats.db"), { readonly: true });
  reader.exec("begin; select * from conversations");
  const problems: string[] = [];
  expect(await rescan(problems)).toMatchObject({ redacted: 10 });
  expect(problems).toEqual([
    "the database is in use by another process, so its file still holds what was redacted",
  ]);
  reader.close();
  expect(filesWithSecret()).not.toEqual([]);
  problems.length = 0;
  await rescan(problems);
  expect([problems, filesWithSecret()]).toEqual([[], []]);
}, 60_000);

it("does not rewrite the file where nothing was redacted", async () => {
  const { store, maintenance } = opened;
  for (const id of ["a", "b"]) {
    const messages = [prompt("r1", "word ".repeat(200_000))];
    await store.saveSession(chat({ id, messages }), sourceFile(), readState(sourceFile()));
  }
  await maintenance.remove(["vscode:a"], { before: 9_000, removedAt: 9_000 });
  const { databaseBytes } = await store.counts();
  expect(await rescan()).toEqual({ toScan: 1, scanned: 1, redacted: 0 });
  expect(await store.counts()).toMatchObject({ sessions: 1, databaseBytes });
});

it("is a part of an import that is told where sessions are stored, whatever the files are like", async () => {
  const source = testSource();
  source.write("/chats/a.json", { session: leakyChat("a") });
  source.write("/chats/b.json", { session: chat({ id: "b" }) });
  const listings = await listChats([source]);
  const { store, vectors, ...stored } = opened;
  const parts = { listings, store, vectors, embedder: hashedNgrams };
  expect(await importChats({ ...parts, sanitizer: blindSanitizer, stored })).toMatchObject({
    rescan: null,
    messagesEmbedded: 4,
  });

  const stages: string[] = [];
  const report = await importChats({
    ...parts,
    sanitizer: testSanitizer,
    stored,
    onProgress: ({ stage, report }) => stages.push(`${stage} ${report.rescan?.scanned}`),
  });
  expect(report).toMatchObject({
    filesUnchanged: 2,
    rescan: { toScan: 2, scanned: 2, redacted: 1 },
    messagesEmbedded: 2,
    problems: [],
  });
  expect(stages).toEqual(["rescanning 0", "rescanning 1", "rescanning 2", "embedding 2"]);
  expect(await vectors.count(hashedNgrams.generation)).toBe(4);
});
