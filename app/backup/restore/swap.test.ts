import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../commands/testing.ts";
import { openSqliteStore } from "../../store/sqlite.ts";
import { chat, prompt, readState, sourceFile } from "../../store/test-chats.ts";
import { newFilesFolder, rollBack, swapIn } from "./swap.ts";

/** A folder with an old database and a new one that is ready; both have one chat, of that id. */
async function scene({ hasOld = true } = {}) {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const directory = join(folder.path, "data");
  mkdirSync(directory, { mode: 0o700 });
  if (hasOld) await database(directory, "old");
  const fresh = newFilesFolder(directory);
  mkdirSync(fresh, { recursive: true });
  await database(fresh, "new");
  return { directory, fresh };
}

async function database(directory: string, id: string): Promise<void> {
  const { store } = await openSqliteStore({ directory });
  const file = sourceFile({ path: `/${id}.json` });
  await store.saveSession(chat({ id, messages: [prompt("r0", id)] }), file, readState(file));
  await store.close();
}

async function chatsIn(directory: string): Promise<string[]> {
  const { store } = await openSqliteStore({ directory });
  const { sessions } = await store.sessions({ limit: 10, offset: 0 });
  await store.close();
  return sessions.map(({ id }) => id);
}

const options = { keepOldIn: undefined, check: () => {} };

test("the new database takes the place of the old one, and nothing else stays", async () => {
  const { directory } = await scene();
  swapIn(directory, options);
  expect(readdirSync(directory)).toEqual(["chats.db"]);
  expect(await chatsIn(directory)).toEqual(["vscode:new"]);
  expect(statSync(join(directory, "chats.db")).mode & 0o777).toBe(0o600);
});

test("a journal of the old database does not get into the new one", async () => {
  const { directory } = await scene();
  // As a process that was killed leaves it.
  const before = new Database(join(directory, "chats.db"));
  before.exec("create table t (a); insert into t values (1)");
  for (const name of ["chats.db", "chats.db-wal"]) {
    cpSync(join(directory, name), join(directory, `${name}.copy`));
  }
  before.close();
  for (const name of ["chats.db", "chats.db-wal"]) {
    cpSync(join(directory, `${name}.copy`), join(directory, name));
  }
  swapIn(directory, { ...options, keepOldIn: "before" });
  expect(existsSync(join(directory, "chats.db-wal"))).toBe(false);
  expect(await chatsIn(directory)).toEqual(["vscode:new"]);
  const old = new Database(join(directory, "before", "chats.db"));
  expect(old.prepare("select a from t").pluck().all()).toEqual([1]);
  old.close();
});

test("the old database stays beside the new one where that is asked for", async () => {
  const { directory } = await scene();
  swapIn(directory, { ...options, keepOldIn: "before" });
  expect(await chatsIn(directory)).toEqual(["vscode:new"]);
  expect(await chatsIn(join(directory, "before"))).toEqual(["vscode:old"]);
});

test.each([true, false])(
  "where the check fails all is as it was (old database: %s)",
  async (hasOld) => {
    const { directory } = await scene({ hasOld });
    const check = () => {
      throw new Error("not what it should be");
    };
    expect(() => swapIn(directory, { ...options, check })).toThrow("not what it should be");
    expect(readdirSync(directory)).toEqual(hasOld ? ["chats.db"] : []);
    if (hasOld) expect(await chatsIn(directory)).toEqual(["vscode:old"]);
  },
);

test("a database that another process has open is refused, and stays", async () => {
  const { directory } = await scene();
  const script = `
    import Database from "better-sqlite3";
    const database = new Database(process.argv[1]);
    database.prepare("select count(*) from conversations").get();
    process.stdout.write("open");
    setInterval(() => {}, 1000);`;
  const other = spawn(
    process.execPath,
    ["--input-type=module", "--eval", script, join(directory, "chats.db")],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  onTestFinished(() => void other.kill("SIGKILL"));
  await once(other.stdout, "data");
  expect(() => swapIn(directory, options)).toThrow(
    `${join(directory, "chats.db")}: is in use by another process`,
  );
  other.kill("SIGKILL");
  await once(other, "exit");
  expect(existsSync(join(directory, "restore-unfinished.json"))).toBe(false);
  expect(await chatsIn(directory)).toEqual(["vscode:old"]);
});

test("where the marker cannot be written all is as it was", async () => {
  const { directory } = await scene();
  mkdirSync(join(directory, "restore-unfinished.json"));
  expect(() => swapIn(directory, options)).toThrow(
    `${join(directory, "restore-unfinished.json")}: a folder is where a file is needed`,
  );
  expect(readdirSync(directory).toSorted()).toEqual([
    ".restore",
    "chats.db",
    "restore-unfinished.json",
  ]);
});

test("a damaged database can be replaced", async () => {
  const { directory } = await scene();
  writeFileSync(join(directory, "chats.db"), "no database ".repeat(100));
  swapIn(directory, options);
  expect(await chatsIn(directory)).toEqual(["vscode:new"]);
});

test("nobody opens a folder whose restore was cut off, and a roll back makes it what it was", async () => {
  const { directory } = await scene();
  writeFileSync(join(directory, "redaction.key"), "old key");
  writeFileSync(join(newFilesFolder(directory), "redaction.key"), "new key");
  const cutOff: Record<string, string>[] = [];
  const check = () => {
    const kept = join(directory, "..", `cut-off-${cutOff.length}`);
    cpSync(directory, kept, { recursive: true });
    cutOff.push({ directory: kept });
  };
  swapIn(directory, { ...options, check });
  const [{ directory: half = "" } = {}] = cutOff;
  await expect(openSqliteStore({ directory: half })).rejects.toThrow(
    `${half}: a restore is at work here, or was cut off, and the chats are not whole`,
  );
  expect(rollBack(half)).toBe(true);
  expect(rollBack(half)).toBe(false);
  expect(readdirSync(half).toSorted()).toEqual(["chats.db", "redaction.key"]);
  expect(readFileSync(join(half, "redaction.key"), "utf8")).toBe("old key");
  expect(await chatsIn(half)).toEqual(["vscode:old"]);
  expect(readFileSync(join(directory, "redaction.key"), "utf8")).toBe("new key");
});
