import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { pushVerb } from "../commands/push.ts";
import { freePorts, recordedTerminal } from "../commands/testing.ts";
import { ingestServer } from "../ingest/test-ingest-server.ts";
import type { Settings } from "../settings.ts";
import type { OpenedDatabase } from "../store/open.ts";
import { openSqliteDatabase } from "../store/sqlite.ts";
import { answer, chat, prompt } from "../store/test-chats.ts";
import { killedAfter, moments } from "../store/test-kill.ts";
import { machineAt, testPatience } from "./testing.ts";

// Each test starts a process or two.
vi.setConfig({ testTimeout: 60_000 });

const chats = 40;
/** So many bytes hold two of the chats. */
const batchBytes = 2_500;
const sessions = Array.from({ length: chats }, (_, index) => {
  const workspace = { uri: `file:///home/ada/${index % 3}`, name: `folder ${index % 3}` };
  const usage = [{ model: "gpt-5", requests: index }];
  const messages = [0, 1].flatMap((turn) => [
    prompt(`r${turn}`, `question ${turn} of chat ${index}`, turn),
    answer(`r${turn}`, `answer ${turn} of chat ${index}`, turn),
  ]);
  return chat({ id: `chat-${index}`, title: `Chat ${index}`, workspace, usage, messages });
});

/** One for all tests, because each machine is a collector of its own. */
let settings: Settings;
let undisturbed: Rows;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "chats-"));
  settings = await machineAt(join(folder, "machine"), sessions);
  const directory = join(folder, "undisturbed");
  const { database, server, address } = await listening(directory);
  expect(await push(address)).toBe(0);
  await server.close();
  await database.close();
  undisturbed = rowsIn(directory);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

it("stores every chat and what was accepted of it, when nothing goes wrong", () => {
  expect(undisturbed.conversations).toHaveLength(chats);
  expect(undisturbed.ingested_sessions).toHaveLength(chats);
});

describe("a push whose client is killed", () => {
  it.each(moments)("at seed $seed loses nothing and is completed by the next", async (at) => {
    const directory = join(folder, `client-${at.seed}`);
    const { database, server, address } = await listening(directory);
    const said = await killedWhilePushing(address, at.moment);

    const sent = Number(/^Sending (\d+)$/.exec(said.at(-1) ?? "")?.[1] ?? 0);
    await expectWhole(database, sent);
    expect(await push(address)).toBe(0);
    await expectWhole(database, chats);
    await server.close();
    await database.close();
    expect(rowsIn(directory)).toEqual(undisturbed);
  });
});

describe("a push whose server is killed", () => {
  it.each(moments)("at seed $seed loses nothing and goes on when it is back", async (at) => {
    const directory = join(folder, `server-${at.seed}`);
    const [port = 0] = await freePorts(1);
    const step = serverSteps[Math.floor(at.moment * serverSteps.length)] ?? "";
    const args = [String(port)];
    const environment = { CHATS_DATA_DIRECTORY: directory };
    const program = { file: "../ingest/test-server.ts", args, environment };
    const killed = killedAfter(program, step, (at.moment * 997) % 12);
    const pushing = push(`http://127.0.0.1:${port}`);
    const said = await killed;

    const accepted = said.filter((line) => line.startsWith("accepted")).length;
    const database = await openSqliteDatabase({ directory });
    await expectWhole(database, accepted);
    await database.close();
    const restarted = await listening(directory, port);
    expect(await pushing).toBe(0);
    await expectWhole(restarted.database, chats);
    await restarted.server.close();
    await restarted.database.close();
    expect(rowsIn(directory)).toEqual(undisturbed);
  });
});

const serverSteps = [
  "listening",
  ...sessions.flatMap((_, index) => [`saved ${index + 1}`, `accepted ${index + 1}`]),
];

async function listening(directory: string, port = 0) {
  const database = await openSqliteDatabase({ directory });
  const { server } = ingestServer(database);
  const address = await server.listen({ host: "127.0.0.1", port });
  return { database, server, address };
}

async function push(to: string): Promise<number> {
  const { terminal } = recordedTerminal();
  return pushVerb({ to, batchBytes }, settings, terminal, testPatience);
}

/** Kills a push at a moment of 0 to 1 of its way; gives what it said until then. */
function killedWhilePushing(address: string, moment: number): Promise<string[]> {
  const environment = {
    CHATS_DATA_DIRECTORY: settings.dataDirectory,
    CHATS_PUSH_KEY: "ada",
    CHATS_LOG_LEVEL: "silent",
  };
  const steps = [
    "Asking 40",
    ...sessions.flatMap((_, i) => (i % 2 === 1 ? `Sending ${i + 1}` : [])),
  ];
  const step = steps[Math.floor(moment * steps.length)] ?? "";
  const args = [address, String(batchBytes)];
  const program = { file: "../push/test-pusher.ts", args, environment };
  return killedAfter(program, step, (moment * 997) % 12);
}

/** The first `least` chats and maybe more are there, and each of them is whole. */
async function expectWhole(database: OpenedDatabase, least: number): Promise<void> {
  const { store, records, maintenance } = database.forOwner("ada");
  const { sessions: stored } = await store.counts();
  expect(stored).toBeGreaterThanOrEqual(least);
  for (const session of sessions.slice(0, stored)) {
    expect(await records.whole(`vscode:${session.id}`)).toEqual(session);
  }
  expect(await maintenance.check()).toEqual([]);
}

type Rows = Record<string, unknown[]>;

/**
 * All rows of all tables but the index of words, which `check` compares, what counts the changes, and
 * the bytes of the day, in which counts what came twice.
 */
function rowsIn(directory: string): Rows {
  const database = new Database(join(directory, "chats.db"), { readonly: true });
  const names = database.prepare<[], string>(`
    select name from sqlite_schema
    where type = 'table' and name not like '%_fts%' and name not like 'kysely%'
      and name not in ('ingest_days', 'index_generation', 'sqlite_sequence')`);
  const tables = names.pluck().all();
  const rows = tables.map((table) => [table, database.prepare(`select * from ${table}`).all()]);
  database.close();
  return Object.fromEntries(rows);
}
