import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { clearDeadLocks } from "../../../scripts/stack-lock.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** Above the largest pid that Linux and macOS give. */
const deadPid = 2 ** 22 + 1;

function lock(folder: string, name: string, pid: number, host: string): string {
  const file = join(folder, "organization", "copilot", "local", `${name}.json`);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, JSON.stringify({ pid, username: "ada", hostname: host, timestamp: "" }));
  return file;
}

it("removes the lock of a dead process and answers those that are held", () => {
  const folder = temporaryFolder();
  const dead = lock(folder, "dead", deadPid, hostname());
  const alive = lock(folder, "alive", process.pid, hostname());
  const elsewhere = lock(folder, "elsewhere", deadPid, `not-${hostname()}`);
  const held = clearDeadLocks(folder);
  expect(held.map(({ file }) => file).toSorted()).toEqual([alive, elsewhere].toSorted());
  expect(existsSync(dead)).toBe(false);
  expect(existsSync(elsewhere)).toBe(true);
});

it("finds nothing where there is no folder yet", () => {
  expect(clearDeadLocks(join(temporaryFolder(), "missing"))).toEqual([]);
});
