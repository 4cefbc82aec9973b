import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { lockName } from "../../../app/archive/folder-lock.ts";
import { filesIn } from "../../../app/backup/archive/testing.ts";
import { runBackup } from "../../../app/backup/backup.ts";
import { temporaryFolder } from "../../../app/commands/testing.ts";
import { readSettings } from "../../../app/settings.ts";
import { openSqliteStore } from "../../../app/store/sqlite.ts";
import { importInto } from "../../../app/store/test-import.ts";

/** Variables of the environment that a program is started with. */
type Environment = Record<string, string>;

/** Starts `backup-program.ts`. */
export function start(
  args: string[],
  environment: Environment = {},
  errors: "inherit" | "ignore" = "inherit",
) {
  const program = join(import.meta.dirname, "backup-program.ts");
  return spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ["ignore", "pipe", errors],
  });
}

/** Milliseconds from the line `started` to the line `done`. */
export async function runMs(args: string[], environment?: Environment): Promise<number> {
  const child = start(args, environment);
  const times: number[] = [];
  for await (const _ of createInterface({ input: child.stdout })) {
    if (times.push(performance.now()) === 2) child.kill("SIGKILL");
  }
  return (times[1] ?? 0) - (times[0] ?? 0);
}

/** Runs until `delayMs` after it has started, and no further. Whether it had come to its end. */
export async function killedAfter(
  delayMs: number,
  args: string[],
  environment?: Environment,
): Promise<boolean> {
  const child = start(args, environment);
  const closed = once(child, "close");
  let isDone = false;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === "started") {
      wait(delayMs).then(() => child.kill("SIGKILL"));
    } else {
      isDone = true;
    }
  }
  await closed;
  return isDone;
}

/** Fractions of a run: for each seed one in its share of it, at a place that the seed decides. */
export function momentsOf(seeds: number): number[] {
  return Array.from(
    { length: seeds },
    (_, seed) => (seed + ((seed * 7_919 + 13) % 101) / 101) / seeds,
  );
}

/** A data folder with chats, and the settings of encrypted backups of it. */
export async function chatsToKeep(others: Environment = {}) {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const directory = join(folder.path, "backups");
  const environment = {
    CHATS_DATA_DIRECTORY: join(folder.path, "data"),
    CHATS_BACKUP_DIR: directory,
    CHATS_BACKUP_KEY: Buffer.alloc(32, 1).toString("base64"),
    CHATS_BACKUP_COMPRESSION: "zstd",
    ...others,
  };
  const opened = await openSqliteStore({ directory: environment.CHATS_DATA_DIRECTORY });
  await importInto(opened, 100);
  await opened.store.close();
  const settings = readSettings(environment);
  const take = (startedAt: number) =>
    runBackup({ type: "full", keepDays: 7 }, settings, { environment: {}, now: () => startedAt });
  return { directory, environment, take };
}

/** All files but requests for the lock, which the next runs leave for a minute. */
export function backupsIn(directory: string) {
  const files = Object.entries(filesIn(directory));
  return Object.fromEntries(files.filter(([name]) => !name.startsWith(`${lockName}.`)));
}
