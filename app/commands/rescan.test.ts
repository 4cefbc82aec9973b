import { expect, test, vi } from "vitest";
import { readSettings } from "../settings.ts";
import { openSqliteDatabase, openSqliteStore } from "../store/sqlite.ts";
import { readState, sourceFile } from "../store/test-chats.ts";
import { leakyChat } from "../store/test-leaks.ts";
import { jsonLog } from "../telemetry/log.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import { rescanInBackground } from "./rescan.ts";
import { freePorts, startChats, temporaryFolder } from "./testing.ts";

// One test starts a process.
vi.setConfig({ testTimeout: 60_000 });

/** A folder with a chat that nobody has looked through for secrets. */
async function filledFolder() {
  const folder = temporaryFolder();
  const directory = `${folder.path}/data`;
  const { store } = await openSqliteStore({ directory });
  await store.saveSession(leakyChat("a"), sourceFile(), readState(sourceFile()));
  await store.close();
  return { path: folder.path, directory, [Symbol.dispose]: folder[Symbol.dispose] };
}

test("serve looks through what is stored, and says so once", async () => {
  using folder = await filledFolder();
  const [port] = await freePorts(1);
  using chats = startChats(["serve"], folder.path, { PORT: String(port) });
  const url = `http://127.0.0.1:${port}/api/sessions/vscode:a`;
  const title = () =>
    fetch(url).then(
      async (answer) => ((await answer.json()) as { title: string }).title,
      () => "",
    );
  await expect.poll(title, { timeout: 20_000 }).toMatch(/^use \[redacted:github-token:\w+\] now$/);
  chats.child.kill("SIGTERM");
  const { exitCode, out } = await chats.ended;
  expect(exitCode).toBe(0);
  const told = out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(told.filter(({ msg }) => String(msg).includes("stored chats"))).toMatchObject([
    { msg: "looking for secrets in stored chats by newer rules", sessions: 1 },
    { msg: "looked for secrets in stored chats", sessions: 1, redacted: 1 },
  ]);
});

test("CHATS_BACKGROUND_JOBS=off leaves what is stored as it is", async () => {
  using folder = await filledFolder();
  const database = await openSqliteDatabase({ directory: folder.directory });
  const environment = { CHATS_DATA_DIRECTORY: folder.directory };
  const surroundings = { database, embedder: hashedNgrams, log: jsonLog("silent") };
  const off = readSettings({ ...environment, CHATS_BACKGROUND_JOBS: "off" });
  expect(rescanInBackground(off, surroundings)).toBeUndefined();
  const job = rescanInBackground(readSettings(environment), surroundings);
  await job?.ended;
  const { sessions } = await database.forOwner("local").store.sessions({ limit: 1, offset: 0 });
  expect(sessions[0]?.title).toMatch(/^use \[redacted:/);
  await database.close();
});
