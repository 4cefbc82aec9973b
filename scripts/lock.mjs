import { randomUUID } from "node:crypto";
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A holder refreshes its lock this often. */
const HEARTBEAT_MS = 2_000;
/** Without a heartbeat for this long the holder is taken for dead, whatever its pid says. */
const STALE_MS = 60_000;
const POLL_MS = 200;

/**
 * Runs `work` while no other process of this user holds the lock file `path`; waits for the one
 * that does and takes over from one that died. Plain JavaScript without packages, because the
 * install itself runs under it.
 *
 * @template T
 * @param {string} path Lock file; its folder is made when missing.
 * @param {() => T | Promise<T>} work
 * @param {(holder: Holder) => void} [onWait] Told once when the lock is held by somebody else.
 * @returns {Promise<T>}
 */
export async function withLock(path, work, onWait = () => {}) {
  mkdirSync(dirname(path), { recursive: true });
  await acquire(path, onWait);
  const heartbeat = setInterval(() => touch(path), HEARTBEAT_MS);
  heartbeat.unref();
  const releaseOnExit = () => release(path);
  process.once("exit", releaseOnExit);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.off("exit", releaseOnExit);
    release(path);
  }
}

/** @typedef {{ pid: number, host: string, startedAt: string }} Holder */

/**
 * @param {string} path
 * @param {(holder: Holder) => void} onWait
 */
async function acquire(path, onWait) {
  const own = `${path}.${randomUUID()}`;
  writeFileSync(own, JSON.stringify(self()), { mode: 0o600 });
  try {
    let told = false;
    while (!tryLink(own, path)) {
      const holder = read(path);
      if (holder && isStale(path, holder)) {
        breakLock(path, holder);
        continue;
      }
      if (holder && !told) {
        onWait(holder);
        told = true;
      }
      await sleep(POLL_MS);
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** @returns {Holder} */
function self() {
  return { pid: process.pid, host: hostname(), startedAt: new Date().toISOString() };
}

/**
 * A hard link either makes the whole lock or fails: nobody ever reads a half-written one.
 *
 * @param {string} own
 * @param {string} path
 */
function tryLink(own, path) {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/**
 * @param {string} path
 * @returns {Holder | undefined} Undefined when the lock is gone.
 */
function read(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * @param {string} path
 * @param {Holder} holder
 */
function isStale(path, holder) {
  if (holder.host === hostname() && !isAlive(holder.pid)) return true;
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs > STALE_MS;
}

/**
 * Whether a process of this machine has that id now, whoever owns it.
 *
 * @param {number} pid
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/**
 * Two waiters may see the same dead holder: the second one's rename would take away the first one's
 * fresh lock, so what was taken is looked at and put back when it is not the dead one.
 *
 * @param {string} path
 * @param {Holder} dead
 */
function breakLock(path, dead) {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  const taken = read(aside);
  if (taken && (taken.pid !== dead.pid || taken.startedAt !== dead.startedAt)) tryLink(aside, path);
  rmSync(aside, { force: true });
}

/** @param {string} path */
function touch(path) {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // The folder was removed under us (a purge): there is nothing left to keep fresh.
  }
}

/** @param {string} path */
function release(path) {
  if (read(path)?.pid === process.pid) rmSync(path, { force: true });
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
