import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { chooseEmbedder } from "../embedders/choose.ts";
import { readSettings } from "../settings.ts";
import { samplesFolder } from "../sources/samples.ts";
import { openSqliteStore } from "../store/sqlite.ts";
import { readState, sourceFile } from "../store/test-chats.ts";
import { leakyChat } from "../store/test-leaks.ts";
import { type ImportOptions, importVerb } from "./import.ts";
import { recordedTerminal, temporaryFolder, writeChat, writeSession } from "./testing.ts";

/** A person's machine in a folder, and the command as that person runs it. */
function person() {
  const folder = temporaryFolder();
  const home = folder.path;
  const dataDirectory = join(home, "data");
  return {
    userFolder: join(home, ".config", "Code", "User"),
    cliFolder: join(home, ".copilot"),
    otherFolder: join(home, "copied", "User"),
    dataDirectory,
    [Symbol.dispose]: folder[Symbol.dispose],
    async runImport(options: ImportOptions = {}) {
      const { terminal, out, err } = recordedTerminal();
      const exitCode = await importVerb(
        options,
        readSettings({ CHATS_DATA_DIRECTORY: dataDirectory }),
        { platform: "linux", environment: {}, home },
        terminal,
      );
      return { exitCode, out: out.map(withoutDuration), err };
    },
  };
}

const withoutDuration = (line: string) => line.replace(/ in [\d.]+ (?:ms|s)\b/, " in 1.2 s");

test("an import says what it reads and where it goes, before and after", async () => {
  using ada = person();
  writeChat(ada.userFolder, "a1");
  writeChat(ada.userFolder, "a2");
  expect(await ada.runImport()).toEqual({
    exitCode: 0,
    out: [
      "Reading chats from",
      `  ${ada.userFolder}   2 sessions of VS Code`,
      `They are stored in ${ada.dataDirectory}/chats.db (readable by you alone). ` +
        "Nothing leaves this machine.",
      chooseEmbedder({ kind: "hashed-ngrams" }).description,
      "Imported 2 sessions, 4 messages in 1.2 s (2 new).",
    ],
    err: [],
  });
});

test("a second import tells what is new, changed and as it was", async () => {
  using ada = person();
  writeChat(ada.userFolder, "a1");
  writeChat(ada.userFolder, "a2");
  await ada.runImport();
  expect((await ada.runImport()).out.at(-1)).toBe("Nothing new: 2 files looked at in 1.2 s.");

  writeChat(ada.userFolder, "a1", "How do I retry, and how often?");
  writeChat(ada.userFolder, "a3");
  expect((await ada.runImport()).out.at(-1)).toBe(
    "Imported 2 sessions, 3 messages in 1.2 s (1 new, 1 updated, 1 file as before).",
  );
});

test("chats that were stored under older rules are looked through, though their files are as before", async () => {
  using ada = person();
  for (const id of ["a1", "a2"]) writeChat(ada.userFolder, id);
  await ada.runImport();
  const { store } = await openSqliteStore({ directory: ada.dataDirectory });
  const file = sourceFile({ path: "/elsewhere/a3.json" });
  await store.saveSession(leakyChat("a3"), file, readState(file));
  await store.close();
  const copy = join(ada.dataDirectory, "chats.db.before-0003-collect-and-keep");
  writeFileSync(copy, "");

  expect((await ada.runImport()).out.slice(4)).toEqual([
    "Nothing new: 2 files looked at in 1.2 s.",
    "Looked for secrets by the rules of today in 1 stored session: took some out of 1 session.",
    `${copy} may still hold these secrets; delete it when it is not needed.`,
  ]);
  const { out } = await ada.runImport({ json: true });
  expect(JSON.parse(out[0] ?? "").report.rescan).toBeNull();
});

test("a file that cannot be read is named and does not keep the others back", async () => {
  using ada = person();
  writeChat(ada.userFolder, "a1");
  writeSession(ada.userFolder, "5d2", "{");
  const { exitCode, out } = await ada.runImport();
  expect(exitCode).toBe(0);
  expect(out.slice(4)).toEqual([
    "Imported 1 session, 2 messages in 1.2 s (1 new).",
    "1 file could not be read:",
    expect.stringMatching(/^ {2}…\/chatSessions\/5d2\.json: not JSON/),
  ]);
});

test("an import of nothing but broken files fails", async () => {
  using ada = person();
  writeSession(ada.userFolder, "5d2", "[]");
  const { exitCode, out } = await ada.runImport();
  expect(exitCode).toBe(1);
  expect(out.slice(4, 6)).toEqual(["Imported nothing in 1.2 s.", "1 file could not be read:"]);
});

test("where nobody has chats the samples are imported, and it says so", async () => {
  using ada = person();
  const { exitCode, out } = await ada.runImport();
  expect(exitCode).toBe(0);
  expect(out.slice(0, 3)).toEqual([
    "No Copilot chats found in the usual folders; importing 12 sample chats instead " +
      "(--from <path> reads chats from elsewhere).",
    "Reading chats from",
    `  ${samplesFolder}   12 sessions of VS Code`,
  ]);
  expect(out.at(-1)).toMatch(
    /^Imported 12 sessions, \d+ messages in 1\.2 s \(12 new\)\. Secrets taken out of them: 4\.$/,
  );
});

test("samples that were imported before do not keep the samples away", async () => {
  using ada = person();
  await ada.runImport();
  const { out } = await ada.runImport();
  expect(out[0]).toMatch(/importing 12 sample chats instead/);
  expect(out.at(-1)).toBe("Nothing new: 12 files looked at in 1.2 s.");
});

test("samples are never mixed into chats that were imported before", async () => {
  using ada = person();
  writeChat(ada.userFolder, "a1");
  await ada.runImport();
  rmSync(ada.userFolder, { recursive: true });
  expect(await ada.runImport()).toEqual({
    exitCode: 0,
    out: ["No Copilot chats found in the usual folders; what was imported before is kept."],
    err: [],
  });
});

test("samples can be asked for beside one's own chats", async () => {
  using ada = person();
  writeChat(ada.userFolder, "a1");
  const { out } = await ada.runImport({ samples: true });
  expect(out[1]).toBe(`  ${samplesFolder}   12 sessions of VS Code`);
});

test("a folder that is asked for is read instead of the usual ones", async () => {
  using ada = person();
  writeChat(ada.userFolder, "a1");
  writeChat(ada.otherFolder, "b1");
  const { out } = await ada.runImport({ from: [ada.otherFolder] });
  expect(out[1]).toBe(`  ${ada.otherFolder}   1 session of VS Code`);
  expect(out.at(-1)).toBe("Imported 1 session, 2 messages in 1.2 s (1 new).");
});

test("a folder without chats is named, and no samples are put in their place", async () => {
  using ada = person();
  const empty = join(ada.dataDirectory, "..");
  expect((await ada.runImport({ from: [empty] })).out).toEqual([`No chats found in ${empty}.`]);
});

/** Writes a session as Copilot CLI does, below its folder. */
function writeCliSession(folder: string, id: string) {
  const sessionFolder = join(folder, "session-state", id);
  mkdirSync(sessionFolder, { recursive: true });
  const timestamp = "2026-06-01T10:00:00.000Z";
  const events = [
    { type: "session.start", id: "e1", timestamp, parentId: null, data: { sessionId: id } },
    { type: "user.message", id: "e2", timestamp, parentId: "e1", data: { content: "List files" } },
  ];
  const lines = events.map((event) => `${JSON.stringify(event)}\n`).join("");
  writeFileSync(join(sessionFolder, "events.jsonl"), lines);
}

function writeExport(folder: string) {
  const path = join(folder, "threads.json");
  const threads = [1, 2].map((index) => ({
    id: `t${index}`,
    name: `Thread ${index}`,
    messages: [{ id: `m${index}`, role: "user", content: "How do I rebase?" }],
  }));
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, JSON.stringify({ threads }));
  return path;
}

test("the chats of every product on the machine are imported", async () => {
  using ada = person();
  writeChat(ada.userFolder, "a1");
  writeCliSession(ada.cliFolder, "c1");
  const { out } = await ada.runImport();
  expect(out.slice(1, 3)).toEqual([
    `  ${ada.userFolder}   1 session of VS Code`,
    `  ${ada.cliFolder.padEnd(ada.userFolder.length)}   1 session of Copilot CLI`,
  ]);
  expect(out.at(-1)).toBe("Imported 2 sessions, 3 messages in 1.2 s (2 new).");
});

test("with --source only those products are read, whatever --from names", async () => {
  using ada = person();
  writeChat(ada.userFolder, "a1");
  writeCliSession(ada.cliFolder, "c1");
  const usual = await ada.runImport({ source: ["copilot-cli"] });
  expect(usual.out.slice(0, 2)).toEqual([
    "Reading chats from",
    `  ${ada.cliFolder}   1 session of Copilot CLI`,
  ]);
  const path = writeExport(ada.otherFolder);
  const named = await ada.runImport({ from: [ada.userFolder, path], source: ["github"] });
  expect(named.out[1]).toBe(`  ${path}   1 export of github.com`);
  expect(named.out.at(-1)).toBe("Imported 2 sessions, 2 messages in 1.2 s (2 new).");
});

test("a product without chats is named, and no samples are put in its place", async () => {
  using ada = person();
  writeChat(ada.userFolder, "a1");
  expect((await ada.runImport({ source: ["copilot-cli"] })).out).toEqual([
    "No chats of Copilot CLI found in the usual folders (--from <path> reads them from elsewhere).",
  ]);
  expect((await ada.runImport({ source: ["github"] })).out).toEqual([
    "github.com keeps its chats on no machine; --from <file> reads those that you saved.",
  ]);
  expect((await ada.runImport({ from: [ada.userFolder], source: ["github"] })).out).toEqual([
    "No chats found of the products that were asked for.",
  ]);
});

test("a folder that cannot be listed fails with its name, alone", async () => {
  using ada = person();
  writeChat(ada.userFolder, "a1");
  const loop = join(ada.userFolder, "..", "loop");
  symlinkSync(loop, loop);
  const alone = await ada.runImport({ from: [loop] });
  const problem = `  ${loop}: cannot be listed, got ELOOP; its sessions are left out`;
  expect(alone).toEqual({
    exitCode: 1,
    out: [`No chats found in ${loop}.`, "Other problems:", problem],
    err: [],
  });
  const beside = await ada.runImport({ from: [loop, ada.userFolder] });
  expect(beside.exitCode).toBe(0);
  expect(beside.out.slice(-3)).toEqual([
    "Imported 1 session, 2 messages in 1.2 s (1 new).",
    "Other problems:",
    problem,
  ]);
});

test("a dry run says what would be read, and stores nothing", async () => {
  using ada = person();
  writeChat(ada.userFolder, "a1");
  expect(await ada.runImport({ dryRun: true })).toEqual({
    exitCode: 0,
    out: [
      "Reading chats from",
      `  ${ada.userFolder}   1 session of VS Code`,
      `They are stored in ${ada.dataDirectory}/chats.db (readable by you alone). ` +
        "Nothing leaves this machine.",
      chooseEmbedder({ kind: "hashed-ngrams" }).description,
      "Dry run: no chat was read and nothing was stored.",
    ],
    err: [],
  });
  expect(existsSync(ada.dataDirectory)).toBe(false);
});

test("with --json the result is one JSON object, and people read the other stream", async () => {
  using ada = person();
  writeChat(ada.userFolder, "a1");
  const { out, err } = await ada.runImport({ json: true });
  expect(out).toHaveLength(1);
  expect(JSON.parse(out[0] ?? "")).toMatchObject({
    folders: [{ source: "vscode", path: ada.userFolder, files: 1, sessions: 1 }],
    problems: [],
    samples: false,
    databasePath: join(ada.dataDirectory, "chats.db"),
    report: {
      sessionsAdded: 1,
      messagesAdded: 2,
      messagesEmbedded: 2,
      failures: [],
      interrupted: false,
    },
  });
  expect(err[0]).toBe("Reading chats from");

  const dryRun = await ada.runImport({ json: true, dryRun: true });
  expect(JSON.parse(dryRun.out[0] ?? "").report).toBeNull();
});

test("a data directory that cannot be made fails with its name", async () => {
  using ada = person();
  writeChat(ada.userFolder, "a1");
  writeFileSync(ada.dataDirectory, "a file");
  await expect(ada.runImport()).rejects.toThrow(
    `${ada.dataDirectory}: the database cannot be kept`,
  );
});
