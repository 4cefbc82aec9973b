import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { diskProblem } from "./disk-problem.ts";

/** Is in a folder while a run is at work there. */
export const lockName = ".chats-archive.lock";

/** A holder shows this often that it lives. */
const heartbeatMs = 2_000;
/** Silent for this long the holder is taken for dead, whatever process has its id now. */
const staleMs = 60_000;

interface Holder {
  pid: number;
  host: string;
  /** Tells two holders with the same process id apart. */
  id: string;
}

/**
 * Runs `work` while no other run works in `folder`, which is made when missing. Throws when one
 * does; takes over from one that died.
 */
export async function withFolderLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const path = join(folder, lockName);
  const own: Holder = { pid: process.pid, host: hostname(), id: randomUUID() };
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await acquire(path, own);
  } catch (error) {
    throw diskProblem(error, folder);
  }
  const heartbeat = setInterval(
    () => utimes(path, new Date(), new Date()).catch(() => {}),
    heartbeatMs,
  );
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    if ((await holderOf(path))?.id === own.id) await rm(path, { force: true });
  }
}

async function acquire(path: string, own: Holder): Promise<void> {
  const candidate = `${path}.${own.id}`;
  await writeFile(candidate, JSON.stringify(own), { mode: 0o600 });
  try {
    if (await isLinked(candidate, path)) return;
    const holder = await holderOf(path);
    if (holder !== undefined && (await isDead(path, holder)))
      await breakLock(path, holder, candidate);
    if (await isLinked(candidate, path)) return;
    throw new Error(
      `${path}: another run${holder === undefined ? "" : ` (process ${holder.pid})`} is at work ` +
        "here; try again when it has ended",
    );
  } finally {
    await rm(candidate, { force: true });
  }
}

/** A link is there whole or not at all, so that nobody reads half a lock. */
async function isLinked(candidate: string, path: string): Promise<boolean> {
  try {
    await link(candidate, path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Undefined when nobody holds it, or when a person wrote it. */
async function holderOf(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined;
  }
}

async function isDead(path: string, holder: Holder): Promise<boolean> {
  if (holder.host === hostname() && !isRunning(holder.pid)) return true;
  const state = await stat(path).catch(() => undefined);
  return state !== undefined && Date.now() - state.mtimeMs > staleMs;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/**
 * Of two runs that see the same dead holder the second might take away the first one's fresh lock,
 * so what was taken is looked at, and put back when it is not the dead one's.
 */
async function breakLock(path: string, dead: Holder, candidate: string): Promise<void> {
  const aside = `${candidate}.dead`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await holderOf(aside))?.id !== dead.id) await isLinked(aside, path);
  await rm(aside, { force: true });
}
