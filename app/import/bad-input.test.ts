import { execFile } from "node:child_process";
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { temporaryFolder } from "../commands/testing.ts";
import { testSanitizer } from "../sanitize/testing.ts";
import { vscodeSource } from "../sources/vscode/source.ts";
import { openSqliteStore } from "../store/sqlite.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import { listChats } from "./discovery.ts";
import { importChats } from "./import.ts";

/** A folder with chats, and the database that they are imported into. */
function chatFolder() {
  const folder = temporaryFolder();
  const chats = join(folder.path, "chatSessions");
  mkdirSync(chats);
  const pathOf = (id: string) => join(chats, `${id}.json`);
  return {
    path: folder.path,
    data: join(folder.path, "data"),
    [Symbol.dispose]: folder[Symbol.dispose],
    /** Writes a chat of `turns` questions, whose times, if there are any, are years. */
    write(id: string, turns: { text: string; year?: number }[], modified = "2026-01-01") {
      const requests = turns.map(({ text, year }, index) => ({
        requestId: `r${index}`,
        message: { text },
        response: [],
        ...(year !== undefined && { timestamp: Date.UTC(year) }),
      }));
      writeFileSync(pathOf(id), JSON.stringify({ version: 3, sessionId: id, requests }));
      utimesSync(pathOf(id), new Date(modified), new Date(modified));
    },
  };
}

/** Imports everything in `folder`; gives the report and the questions of each chat. */
async function imported({ path, data }: ReturnType<typeof chatFolder>) {
  const { store, vectors } = await openSqliteStore({ directory: data });
  const listings = await listChats([vscodeSource({ userFolders: [path] })]);
  const parts = { listings, store, vectors, embedder: hashedNgrams, sanitizer: testSanitizer };
  const report = await importChats(parts);
  const { sessions } = await store.sessions({ limit: 200, offset: 0 });
  const questions: Record<string, string[]> = {};
  for (const { id } of sessions) {
    const messages = (await store.session(id))?.messages ?? [];
    questions[id] = messages.filter(({ role }) => role === "user").map(({ text }) => text);
  }
  await store.close();
  return { report, questions };
}

it("files of any time are read once, and again when they change, wherever the clock stood", async () => {
  using folder = chatFolder();
  // The chats of the past tell no times, so that the file's has to do.
  const chats = [
    { id: "past", modified: "1950-01-01" },
    { id: "epoch", modified: "1970-01-01" },
    { id: "future", modified: "2200-01-01", year: 2026 },
  ];
  for (const { id, modified, ...time } of chats) {
    folder.write(id, [{ text: "One", ...time }], modified);
  }
  const first = await imported(folder);
  expect(first.report).toMatchObject({ sessionsAdded: 3, failures: [], partlyRead: [] });
  expect((await imported(folder)).report).toMatchObject({ filesRead: 0, filesUnchanged: 3 });

  for (const { id, modified: _, ...time } of chats) {
    const turns = ["One", "Two"].map((text) => ({ text, ...time }));
    folder.write(id, turns, "2026-01-01");
  }
  const { report, questions } = await imported(folder);
  expect(report).toMatchObject({ sessionsUpdated: 3, messagesAdded: 3, messagesKept: 0 });
  const both = ["One", "Two"];
  expect(questions).toEqual({
    "vscode:past": both,
    "vscode:epoch": both,
    "vscode:future": both,
  });
});

it("a clock that is set back in the middle of a chat loses none of its turns", async () => {
  using folder = chatFolder();
  folder.write("a", [{ text: "One", year: 2200 }], "2200-01-01");
  await imported(folder);
  folder.write("a", [
    { text: "One", year: 2200 },
    { text: "Two", year: 2026 },
  ]);
  const { report, questions } = await imported(folder);
  expect(report).toMatchObject({ sessionsUpdated: 1, messagesAdded: 1, failures: [] });
  expect(questions).toEqual({ "vscode:a": ["One", "Two"] });
});

it("a disk that is full ends an import with a report that says so, and loses nothing", async () => {
  using folder = chatFolder();
  folder.write("a", [{ text: "One" }]);
  await imported(folder);
  for (let index = 0; index < 20; index++) {
    folder.write(`b${index}`, [{ text: `${index} ${"words ".repeat(15_000)}` }]);
  }
  const { code, stderr } = await runOutOfSpace(folder);
  expect(code).toBe(1);
  expect(stderr).toContain(
    `${folder.data}/chats.db: the disk cannot be read or written; check the disk and its free space`,
  );
  const { report, questions } = await imported(folder);
  expect(questions["vscode:a"]).toEqual(["One"]);
  expect(Object.keys(questions)).toHaveLength(21);
  expect(report).toMatchObject({ failures: [], problems: [] });
  expect(report.filesUnchanged).toBeGreaterThan(0);
});

/** Imports by the command line, in a process that may write no file larger than 2 MB. */
function runOutOfSpace({ path, data }: ReturnType<typeof chatFolder>) {
  const command = [process.execPath, fileURLToPath(new URL("../main.ts", import.meta.url))];
  // A limit in blocks of 512 bytes; without the trap the system would kill the process there.
  const script = `trap '' XFSZ; ulimit -f 4096; exec "$@"`;
  const args = ["-c", script, "sh", ...command, "import", "--from", path];
  const env = { HOME: path, CHATS_DATA_DIRECTORY: data };
  return new Promise<{ code: unknown; stderr: string }>((resolve) =>
    execFile("/bin/sh", args, { env }, (error, _, stderr) =>
      resolve({ code: error?.code, stderr }),
    ),
  );
}
