import { globSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { isAlive } from "./lock.mjs";

/** Who holds a lock of Pulumi's file backend. */
export interface StackLock {
  file: string;
  pid: number;
  hostname: string;
}

/**
 * Removes the locks that processes of this machine left when they were killed. Answers those that
 * are held by a living process, or by another machine, of which nothing can be known.
 */
export function clearDeadLocks(locksFolder: string): StackLock[] {
  const held: StackLock[] = [];
  for (const file of globSync("**/*.json", { cwd: locksFolder })) {
    const lock = readLock(join(locksFolder, file));
    if (!lock) continue;
    if (lock.hostname === hostname() && !isAlive(lock.pid)) rmSync(lock.file, { force: true });
    else held.push(lock);
  }
  return held;
}

function readLock(file: string): StackLock | undefined {
  try {
    const content = JSON.parse(readFileSync(file, "utf8"));
    return { file, pid: Number(content.pid), hostname: String(content.hostname) };
  } catch {
    // Released between the listing and the reading, or still being written by its holder.
    return undefined;
  }
}
