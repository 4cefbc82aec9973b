import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { runBackup } from "../../../app/backup/backup.ts";
import { rollBackRestore, runRestore } from "../../../app/backup/restore/restore.ts";
import { temporaryFolder } from "../../../app/commands/testing.ts";
import { readSettings } from "../../../app/settings.ts";
import { openSqliteStore } from "../../../app/store/sqlite.ts";
import { importInto } from "../../../app/store/test-import.ts";

// Some fifty processes each, on a machine that may have others.
vi.setConfig({ testTimeout: 240_000 });

const restorer = join(import.meta.dirname, "restorer.ts");
const oldKey = Buffer.alloc(32, 1);
const newKey = Buffer.alloc(32, 2);
const key = { CHATS_BACKUP_KEY: Buffer.alloc(32, 7).toString("base64") };

let template: string;
let archive: string;

/** A folder of three chats, and an encrypted archive of two with another key of placeholders. */
beforeAll(async () => {
  const folder = temporaryFolder();
  template = join(folder.path, "old");
  const source = join(folder.path, "source");
  for (const [directory, chats, bytes] of [
    [template, 3, oldKey],
    [source, 2, newKey],
  ] as const) {
    const opened = await openSqliteStore({ directory });
    await importInto(opened, chats);
    await opened.store.close();
    writeFileSync(join(directory, "redaction.key"), bytes, { mode: 0o600 });
  }
  const settings = readSettings({ CHATS_DATA_DIRECTORY: source, ...key });
  archive = (await runBackup({ type: "full" }, settings, { environment: {} })).path;
  return () => folder[Symbol.dispose]();
}, 60_000);

function target() {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const directory = join(folder.path, "data");
  cpSync(template, directory, { recursive: true });
  const environment = { CHATS_DATA_DIRECTORY: directory, PATH: process.env.PATH ?? "", ...key };
  const settings = readSettings(environment);
  return {
    directory,
    environment,
    settings,
    /** Has the old state there again. */
    reset() {
      rmSync(directory, { recursive: true });
      cpSync(template, directory, { recursive: true });
    },
    /** The next restore after one that was cut off. */
    async restoreAgain() {
      const request = { path: archive, components: [], replace: true, keepOld: false };
      await runRestore(request, settings, { environment: {}, confirm: async () => true });
      expect(await wholeState(directory)).toBe("new");
      expect(leftovers(directory)).toEqual([]);
    },
  };
}

/** Sessions of a folder whose database and key belong together; throws where it is not to be opened. */
async function wholeState(directory: string): Promise<"old" | "new"> {
  const { store, maintenance } = await openSqliteStore({ directory });
  const { sessions } = await store.counts();
  expect(await maintenance.check()).toEqual([]);
  await store.close();
  const state = sessions === 3 ? "old" : "new";
  expect(sessions).toBe(state === "old" ? 3 : 2);
  const expected = state === "old" ? oldKey : newKey;
  expect(readFileSync(join(directory, "redaction.key"))).toEqual(expected);
  return state;
}

/** What is left of a restore that was cut off, once the next one is through. */
function leftovers(directory: string): string[] {
  return readdirSync(directory).filter((name) => !/^(chats\.db|redaction\.key$)/.test(name));
}

test("killed before any change of the disk, it leaves the old or the new state, or one that nobody opens", async () => {
  const seen = new Set<string>();
  const { directory, environment, settings, reset, restoreAgain } = target();
  for (let call = 1; ; call++) {
    reset();
    const { status, signal } = spawnSync(process.execPath, [restorer, archive, String(call)], {
      env: environment,
    });
    const isHalf = existsSync(join(directory, "restore-unfinished.json"));
    if (isHalf) {
      await expect(openSqliteStore({ directory })).rejects.toThrow("or was cut off");
      seen.add("half");
    }
    if (signal === null) {
      expect(status).toBe(0);
      expect(await wholeState(directory)).toBe("new");
      break;
    }
    if (isHalf && call % 2 === 0) {
      expect(await rollBackRestore(settings)).toBe(true);
      expect(await wholeState(directory)).toBe("old");
      expect(leftovers(directory)).toEqual([]);
      continue;
    }
    if (!isHalf) seen.add(await wholeState(directory));
    await restoreAgain();
  }
  expect([...seen].toSorted()).toEqual(["half", "new", "old"]);
});

/** Lets a restore go on until `delayMs` after its first line; the milliseconds that it then took. */
async function restoredFor(delayMs: number, environment: Record<string, string>): Promise<number> {
  const child = spawn(process.execPath, [restorer, archive, "0"], { env: environment });
  const closed = once(child, "close");
  await once(child.stdout, "data");
  const startedAt = performance.now();
  const timer = setTimeout(() => child.kill("SIGKILL"), delayMs);
  await closed;
  clearTimeout(timer);
  return performance.now() - startedAt;
}

test("killed at any of fifty moments, the next restore completes it", async () => {
  const { directory, environment, reset, restoreAgain } = target();
  const usualMs = await restoredFor(60_000, environment);
  expect(await wholeState(directory)).toBe("new");
  const seen = { whole: 0, cutOff: 0 };
  for (let seed = 0; seed < 50; seed++) {
    reset();
    // One in each fiftieth, at a place that the seed decides.
    await restoredFor(((seed + ((seed * 7_919 + 13) % 101) / 101) / 50) * usualMs, environment);
    const isHalf = existsSync(join(directory, "restore-unfinished.json"));
    if (!isHalf) await wholeState(directory);
    seen[isHalf || leftovers(directory).length > 0 ? "cutOff" : "whole"] += 1;
    await restoreAgain();
  }
  expect(seen.cutOff).toBeGreaterThan(20);
});

test("a disk that takes no more leaves the old state", async () => {
  const { directory, environment } = target();
  // As a full one, for a file of more than 200 blocks of 512 bytes.
  const { status, stderr } = spawnSync(
    "sh",
    ["-c", `ulimit -f 200; exec "$0" "$@"`, process.execPath, restorer, archive, "0"],
    { env: environment },
  );
  expect(status).toBe(1);
  expect(`${stderr}`).toContain("the file is larger than this system allows");
  expect(await wholeState(directory)).toBe("old");
  expect(leftovers(directory)).toEqual([]);
});
