import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, utimesSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../commands/testing.ts";
import { lockName, withFolderLock } from "./folder-lock.ts";
import { writeText } from "./testing.ts";

const holder = (pid: number, host = hostname()) => JSON.stringify({ pid, host, id: "other" });

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "exit");
  return child.pid ?? 0;
}

test("of several runs at once in a folder one works and the others say who does", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "archive");
  const { promise: bothTried, resolve } = Promise.withResolvers<void>();
  const first = withFolderLock(path, () => bothTried.then(() => "done"));
  const others = await Promise.allSettled([1, 2].map(() => withFolderLock(path, async () => {})));
  resolve();
  const attempts = [...others, ...(await Promise.allSettled([first]))];
  expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const attempt of attempts.filter((one) => one.status === "rejected")) {
    expect(String(attempt.reason)).toContain(
      `another run (process ${process.pid}) is at work here`,
    );
  }
  expect(readdirSync(path)).toEqual([]);
});

test("the lock is given back when the work fails", async () => {
  using folder = temporaryFolder();
  const failing = withFolderLock(folder.path, () => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  expect(await withFolderLock(folder.path, async () => "yes")).toBe("yes");
});

test("the lock of a run that died is taken over", async () => {
  using folder = temporaryFolder();
  writeText(join(folder.path, lockName), holder(await deadPid()));
  expect(await withFolderLock(folder.path, async () => "done")).toBe("done");
  expect(readdirSync(folder.path)).toEqual([]);
});

test("the lock of another machine counts while it is fresh", async () => {
  using folder = temporaryFolder();
  const path = writeText(join(folder.path, lockName), holder(await deadPid(), "elsewhere"));
  await expect(withFolderLock(folder.path, async () => {})).rejects.toThrow("is at work here");
  const long = new Date(Date.now() - 61_000);
  utimesSync(path, long, long);
  expect(await withFolderLock(folder.path, async () => "done")).toBe("done");
  expect(existsSync(path)).toBe(false);
});
