import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { testDatabases } from "../../test/support/postgres/databases.ts";
import { migratedDatabases } from "../../test/support/postgres/migrated.ts";
import { readSettings } from "../settings.ts";
import { openSqliteStore } from "../store/sqlite.ts";
import { chat, readState, sourceFile } from "../store/test-chats.ts";
import { type MaintainOptions, maintainVerb } from "./maintain.ts";
import { maintainContract } from "./maintain-contract.ts";
import { personAtTerminal } from "./maintain-question.ts";
import { checkLines } from "./maintain-text.ts";
import { recordedTerminal, startChats, temporaryFolder } from "./testing.ts";

vi.setConfig({ testTimeout: 60_000 });

describe("maintain on the embedded database", () => {
  maintainContract(async () => embedded());

  test("checks first, and does nothing more to a database that is not sound", async () => {
    const settings = embedded();
    const { store } = await openSqliteStore({ directory: settings.dataDirectory });
    await store.saveSession(chat(), sourceFile(), readState(sourceFile()));
    await store.close();
    const database = new Database(join(settings.dataDirectory, "chats.db"));
    database.exec("update messages set text = 'other'");
    database.close();

    const everything = { check: true, retentionDays: 0, yes: true, vacuum: true };
    const { exitCode, out } = await run(everything, settings);
    expect([exitCode, out]).toEqual([
      1,
      [
        "The database is not sound, 1 problem:",
        "  vscode:chat-1: messages are not as they were stored: r1/user",
        "Restore a backup, or move the database away and import again.",
      ],
    ]);
    const json = await run({ ...everything, json: true }, settings);
    expect(JSON.parse(json.out[0] ?? "")).toMatchObject({ retention: null, vacuum: null });
  });

  test("says which copy may still hold what was removed", async () => {
    const settings = embedded();
    const { store } = await openSqliteStore({ directory: settings.dataDirectory });
    await store.saveSession(chat(), sourceFile(), readState(sourceFile()));
    await store.close();
    const copy = join(settings.dataDirectory, "chats.db.before-0003-collect-and-keep");
    writeFileSync(copy, "");
    const { out } = await run({ retentionDays: 0, yes: true }, settings);
    expect(out.at(-1)).toBe(`${copy} may still hold them; delete it when it is not needed.`);
  });

  test("leaves the file as large as it is in a dry run", async () => {
    const { out } = await run({ vacuum: true, dryRun: true }, embedded());
    expect(out).toEqual(["Dry run: no space was given back."]);
  });
});

describe("maintain on PostgreSQL", () => {
  const migrated = migratedDatabases(testDatabases());
  maintainContract(async () => readSettings((await migrated()).environment));
});

describe("what is asked of maintain", () => {
  test.each([
    [{}, "Nothing to do; use --check, --retention-days <n>, --vacuum or several of them."],
    [
      { check: true, workspace: "shop" },
      "--workspace: says whose sessions may go, and goes with --retention-days",
    ],
    [
      { retentionDays: 90 },
      "--retention-days: removes sessions, and nobody is here to be asked; use --yes, or --dry-run to see which",
    ],
  ])("%j is refused with the reason, and no database is made", async (options, reason) => {
    const settings = embedded();
    expect(await run(options, settings)).toEqual({ exitCode: 2, out: [], err: [reason] });
  });

  test("the command line takes the options, and asks nobody where nobody is", async () => {
    using home = temporaryFolder();
    using refused = startChats(["maintain", "--retention-days", "90"], home.path);
    expect(await refused.ended).toMatchObject({ exitCode: 2, out: "" });
    using wrong = startChats(["maintain", "--retention-days", "-1"], home.path);
    expect(await wrong.ended).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining("Use a whole number from 0 to 36500."),
    });
    using sound = startChats(["maintain", "--check", "--json"], home.path);
    expect(await sound.ended).toMatchObject({
      exitCode: 0,
      out: '{"check":{"problems":[],"sessionsUnderOtherRules":0},"retention":null,"vacuum":null}\n',
      err: "The database is sound.\n",
    });
  });
});

test("long lists are cut, and say so", () => {
  const problems = Array.from({ length: 1_060 }, (_, index) => `problem ${index}`);
  const lines = checkLines({ problems, sessionsUnderOtherRules: 0 });
  expect(lines).toHaveLength(53);
  expect(lines.slice(50, 52)).toEqual(["  problem 49", "  and 1,010 more (--json lists all)"]);
});

describe("the question at the terminal", () => {
  function terminalWith(answer: string | undefined) {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    const stderr = Object.assign(new PassThrough(), { isTTY: true });
    if (answer === undefined) stdin.end();
    else stdin.write(`${answer}\n`);
    return { stdin, stderr };
  }

  test.each([
    ["y", true],
    ["YES", true],
    [" yes ", true],
    ["", false],
    ["n", false],
    ["yep", false],
    [undefined, false],
  ])("%j is the answer %s", async (answer, expected) => {
    const streams = terminalWith(answer);
    expect(await personAtTerminal(streams)?.("Remove it?")).toBe(expected);
    expect(String(streams.stderr.read())).toContain("Remove it? [y/N] ");
  });

  test("is not asked where input or output is no terminal", () => {
    const { stdin, stderr } = terminalWith("y");
    expect(personAtTerminal({ stdin, stderr: new PassThrough() })).toBeUndefined();
    expect(personAtTerminal({ stdin: new PassThrough(), stderr })).toBeUndefined();
  });
});

/** Settings of an embedded database in a folder that goes with the test. */
function embedded() {
  const directory = mkdtempSync(join(tmpdir(), "chats-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return readSettings({ CHATS_DATA_DIRECTORY: directory, CHATS_LOG_LEVEL: "silent" });
}

async function run(options: MaintainOptions, settings: ReturnType<typeof embedded>) {
  const { terminal, out, err } = recordedTerminal();
  const exitCode = await maintainVerb(options, settings, terminal, { ask: undefined });
  return { exitCode, out, err };
}
