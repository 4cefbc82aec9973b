import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { rulesVersion } from "../sanitize/rules-version.ts";
import { blindSanitizer, testSanitizer } from "../sanitize/testing.ts";
import type { OpenedDatabase } from "../store/open.ts";
import { openSqliteDatabase } from "../store/sqlite.ts";
import { readState, sourceFile } from "../store/test-chats.ts";
import { leakyChat } from "../store/test-leaks.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import { type RescanJobParts, startRescan } from "./rescan-job.ts";

let directory: string;
let database: OpenedDatabase;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "chats-"));
  database = await openSqliteDatabase({ directory });
});
afterEach(async () => {
  await database.close();
  rmSync(directory, { recursive: true });
});

/** Stores leaky chats of `owner` as a version did that knew no secrets. */
async function fill(owner: string, chats: number): Promise<void> {
  const sanitation = { rulesVersion: blindSanitizer.rulesVersion, findings: [] };
  for (let index = 0; index < chats; index++) {
    const file = sourceFile({ path: `/chats/${index}` });
    const session = leakyChat(`chat-${index}`);
    await database.forOwner(owner).store.saveSession(session, file, readState(file), sanitation);
  }
}

/** A job, with what it logs. */
function started(parts: Partial<RescanJobParts> = {}) {
  const told: [level: string, text: string, fields: object][] = [];
  const log = {
    info: (fields: object, text: string) => told.push(["info", text, fields]),
    warn: (fields: object, text: string) => told.push(["warn", text, fields]),
  };
  const sanitizer = async () => testSanitizer;
  const job = startRescan({ database, embedder: hashedNgrams, sanitizer, log, ...parts });
  return { told, job };
}

const waiting = async (owner: string) =>
  (await database.forOwner(owner).records.underOtherRules(rulesVersion)).length;

it("looks through everybody's chats, tells of it once each, and makes the vectors anew", async () => {
  await fill("ada", 2);
  await fill("grace", 1);
  const { told, job } = started();
  await job.ended;
  expect(told).toEqual([
    ["info", "looking for secrets in stored chats by newer rules", { sessions: 2 }],
    ["info", "looked for secrets in stored chats", { sessions: 2, redacted: 2 }],
    ["info", "looking for secrets in stored chats by newer rules", { sessions: 1 }],
    ["info", "looked for secrets in stored chats", { sessions: 1, redacted: 1 }],
  ]);
  expect([await waiting("ada"), await waiting("grace")]).toEqual([0, 0]);
  const { store } = database.forOwner("ada");
  expect(await store.messagesWithoutVector(hashedNgrams.generation, 9)).toEqual([]);
});

it("says nothing, and makes no key, where there is nothing to do", async () => {
  const { told, job } = started({ sanitizer: () => Promise.reject(new Error("no key")) });
  await job.ended;
  expect(told).toEqual([]);
});

it("leaves the process to others between two sessions, and stops when it is told to", async () => {
  const sessions = 60;
  await fill("ada", sessions);
  const { told, job } = started();
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  const half = { interval: 1, timeout: 20_000 };
  await expect.poll(() => waiting("ada"), half).toBeLessThanOrEqual(sessions / 2);
  clearInterval(timer);
  await job.stop();
  const left = await waiting("ada");
  expect(left).toBeGreaterThan(0);
  expect(turns).toBeGreaterThan(10);
  expect(told.at(-1)).toEqual([
    "info",
    "looked for secrets in stored chats",
    { sessions: sessions - left, redacted: sessions - left },
  ]);

  await started().job.ended;
  expect(await waiting("ada")).toBe(0);
});

it("tries again what went wrong, and logs neither texts nor every failure", async () => {
  await fill("ada", 1);
  let failures = 0;
  const sanitizer = async () => {
    failures += 1;
    if (failures <= 3) throw new Error("private words");
    return testSanitizer;
  };
  const { told, job } = started({ sanitizer, retryMs: 1 });
  await job.ended;
  expect(await waiting("ada")).toBe(0);
  const warnings = told.filter(([level]) => level === "warn");
  expect(warnings).toEqual([
    [
      "warn",
      "not all stored chats were looked through for secrets",
      { error: expect.objectContaining({ type: "Error" }) },
    ],
  ]);
  expect(JSON.stringify(told)).not.toContain("private");
});

it("counts the sessions that it could not look through, without a word of them", async () => {
  await fill("ada", 2);
  let isBroken = true;
  const broken: OpenedDatabase["forOwner"] = (owner) => {
    const opened = database.forOwner(owner);
    const { records } = opened;
    const sanitizeAgain: typeof records.sanitizeAgain = async (id, sanitize) => {
      if (isBroken && id === "vscode:chat-0") throw new Error("private words");
      return records.sanitizeAgain(id, sanitize);
    };
    return { ...opened, records: { ...records, sanitizeAgain } };
  };
  const { told, job } = started({ database: { ...database, forOwner: broken }, retryMs: 5 });
  await expect.poll(() => told.length, { timeout: 20_000 }).toBeGreaterThan(2);
  isBroken = false;
  await job.ended;
  expect(await waiting("ada")).toBe(0);
  expect(told.filter(([level]) => level === "warn")).toEqual([
    ["warn", "not all stored chats were looked through for secrets", { problems: 1 }],
  ]);
  expect(JSON.stringify(told)).not.toContain("private");
});
