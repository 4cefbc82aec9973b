import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { testKey } from "../../../app/backup/archive/testing.ts";
import { runBackup } from "../../../app/backup/backup.ts";
import { installation } from "../../../app/backup/testing.ts";
import type { Terminal } from "../../../app/commands/terminal.ts";
import { recordedTerminal } from "../../../app/commands/testing.ts";
import type { Settings } from "../../../app/settings.ts";

export const day = 24 * 3600 * 1000;
export const start = Date.UTC(2027, 0, 1);
export const key = Buffer.alloc(32, 1).toString("base64");
export const environment = { CHATS_BACKUP_ENGINE: "restic", CHATS_BACKUP_KEY: key };

type Verb = (settings: Settings, terminal: Terminal) => Promise<number>;

/** An installation with chats whose backups restic keeps. */
export async function scene(others: Record<string, string> = {}) {
  const chats = installation({ ...environment, ...others });
  await chats.import(2);
  const repository = join(chats.backups, "restic");
  return {
    ...chats,
    repository,
    take: (startedAt = start, keepDays?: number) =>
      runBackup({ type: "full", keepDays }, chats.settings, {
        environment: {},
        now: () => startedAt,
      }),
    async run(verb: Verb) {
      const { terminal, out, err } = recordedTerminal();
      return { code: await verb(chats.settings, terminal), out, err };
    },
    /** Ids of all snapshots that the repository has. */
    snapshots: () => snapshotsIn(repository),
  };
}

/** Of the repositories. */
export const password = testKey(1).resticPassword?.() ?? "";

/** Restic as a person runs it. */
export function restic(repository: string, args: string[], folder?: string) {
  const env = { PATH: process.env.PATH, RESTIC_REPOSITORY: repository, RESTIC_PASSWORD: password };
  const options = { env, ...(folder !== undefined && { cwd: folder }) };
  return spawn("restic", ["--no-cache", "--json", ...args], options);
}

async function snapshotsIn(repository: string): Promise<string[]> {
  const child = restic(repository, ["snapshots"]);
  const found: { id: string }[] = JSON.parse(await text(child.stdout));
  return found.map(({ id }) => id);
}
