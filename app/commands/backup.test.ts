import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { runBackup } from "../backup/backup.ts";
import { installation } from "../backup/testing.ts";
import { messagesPerChat } from "../store/test-import.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";

test("a full backup is one archive that tar lists, private, verified and told of", async () => {
  const before = process.umask(0);
  onTestFinished(() => void process.umask(before));
  const { backup, import: importChats, archive, backups } = installation();
  await importChats(2);
  const { code, out, err } = await backup("full", 7);
  expect({ code, err }).toEqual({ code: 0, err: [] });
  expect(out).toEqual([
    expect.stringMatching(/^application {3}\d+ kB {3}2 sessions, 40 messages$/),
    `vectors       ${2 * messagesPerChat} vectors (sqlite, ${hashedNgrams.generation})`,
    expect.stringMatching(/^volumes {7}skipped: .*npm run backup-system/),
    "config        1 kB   3 settings, 0 by reference",
    expect.stringMatching(
      /^opc_backup_full_\d{8}_\d{6}\.tar\.gz {3}\d+ kB {3}verified, [\d.]+ m?s$/,
    ),
    "kept 7 days: no backup was older",
  ]);
  const listed = execFileSync("tar", ["-tzf", archive()], { encoding: "utf8" }).trim().split("\n");
  expect(listed.map((name) => name.replace(/^opc_backup_full_\d{8}_\d{6}\//, ""))).toEqual([
    "application/chats.db",
    "config/settings.json",
    "manifest.json",
  ]);
  expect(statSync(backups).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(backups)) {
    expect(statSync(join(backups, name)).mode & 0o777).toBe(0o600);
  }
});

test.each(["application", "vectors", "config", "volumes"] as const)(
  "a backup of %s says what it alone cannot restore",
  async (type) => {
    const { backup, import: importChats, archive } = installation();
    await importChats(1);
    const { code, out } = await backup(type);
    expect(code).toBe(0);
    const manifest = JSON.parse(readFileSync(`${archive()}.manifest.json`, "utf8"));
    expect(manifest.canRestore.value).toBe(type === "application");
    const told = out.some((line) => line.startsWith("The archive alone does not suffice"));
    expect(told).toBe(type !== "application");
  },
);

test("secrets of the settings are in an archive by name, and in no encrypted one by value", async () => {
  const canary = "canary-canary-canary-canary-canary";
  const passphrase = "another canary of words";
  const encrypted = installation({
    CHATS_ADMIN_KEY: canary,
    CHATS_PUSH_KEY: canary,
    CHATS_REDIS_URL: `redis://:${canary}@127.0.0.1:6379`,
  });
  await encrypted.import(1);
  const { out } = await encrypted.backup();
  expect(out).toContain(
    "The archive alone does not suffice: it has CHATS_ADMIN_KEY, CHATS_REDIS_URL, CHATS_PUSH_KEY " +
      "by name alone; have the values ready.",
  );
  const text = execFileSync("tar", ["-xzOf", encrypted.archive()], { encoding: "latin1" });
  expect(text).toContain("CHATS_ADMIN_KEY");
  for (const path of readdirSync(encrypted.backups)) {
    expect(readFileSync(join(encrypted.backups, path), "latin1")).not.toContain(canary);
  }
  expect(text).not.toContain(canary);
  expect(out.join("\n")).not.toContain(canary);
  const locked = installation({ CHATS_BACKUP_PASSPHRASE: passphrase });
  await locked.import(1);
  expect((await locked.backup("config")).code).toBe(0);
  expect(readFileSync(locked.archive(), "latin1")).not.toContain("CHATS_");
});

test("of two backups that start in one second, both are there", async () => {
  const { backup, import: importChats, archives } = installation();
  await importChats(1);
  // Some two of three small ones start in one second.
  for (const _ of [1, 2, 3]) expect(await backup("config")).toMatchObject({ code: 0, err: [] });
  expect(archives()).toHaveLength(3);
});

test("a database that is damaged or missing is a failed backup, which leaves nothing", async () => {
  const { backup, import: importChats, data, backups } = installation();
  expect(await backup()).toMatchObject({
    code: 1,
    err: [`${join(data, "chats.db")}: there is no database to be backed up`],
  });
  await importChats(1);
  writeFileSync(join(data, "chats.db"), "no database ".repeat(2_000));
  for (const name of ["chats.db-wal", "chats.db-shm"])
    expect(existsSync(join(data, name))).toBe(false);
  const { code, err } = await backup();
  expect(code).toBe(1);
  expect(err.join()).toContain("this is not a SQLite database");
  expect(readdirSync(backups).filter((name) => /tar|stage/.test(name))).toEqual([]);
});

test("a vector that the database has lost makes the backup partial, with its own exit code", async () => {
  const { backup, import: importChats, data } = installation();
  await importChats(1);
  const database = new Database(join(data, "chats.db"));
  database.exec("delete from vectors_1 where message_id = 1");
  database.close();
  const { code, out } = await backup();
  expect(code).toBe(3);
  expect(out.slice(-2)).toEqual([
    "The backup is partial, 1 problem:",
    "  vectors: hashed-ngrams-384-v1: has 19 vectors, and messages with a vector are 20",
  ]);
});

test("without room nothing is written, and another run at work is refused", async () => {
  const { import: importChats, backup, settings, backups } = installation();
  await importChats(1);
  const parts = { environment: {} };
  const full = runBackup({ type: "full" }, settings, { ...parts, freeBytes: () => 1_000 });
  await expect(full).rejects.toThrow(
    /^.*backups: has no room, got 1 MB and \d+ MB are needed; free some space/,
  );
  expect(readdirSync(backups).filter((name) => /tar|stage/.test(name))).toEqual([]);
  const both = await Promise.all([backup(), backup()]);
  expect(both.map(({ code }) => code).toSorted()).toEqual([0, 4]);
  expect(both.flatMap(({ err }) => err).join()).toContain("another run");
});

test("a run that is aborted leaves earlier backups, and nothing of its own", async () => {
  const { import: importChats, backup, settings, archives, backups } = installation();
  await importChats(1);
  await backup();
  const before = archives();
  const names = readdirSync(backups);
  for (const [seconds, step] of ["application", "archive", "verify"].entries()) {
    const controller = new AbortController();
    const run = runBackup({ type: "full" }, settings, {
      environment: {},
      signal: controller.signal,
      now: () => 1_800_000_000_000 + seconds * 1_000,
      onProgress: (progress) => {
        if (progress.step === step) controller.abort(new Error(`stopped at ${step}`));
      },
    });
    await expect(run).rejects.toThrow(/stopped at|aborted/);
  }
  expect(archives()).toEqual(before);
  expect(readdirSync(backups).filter((name) => !/fail/.test(name))).toEqual(names);
});

test("a folder for backups that cannot be written is said to be so", async () => {
  const { import: importChats, backup, folder, backups } = installation();
  await importChats(1);
  writeFileSync(backups, "a file");
  chmodSync(folder, 0o700);
  const { code, err } = await backup();
  expect(code).toBe(1);
  expect(err.join()).toContain(`${backups}: `);
});
