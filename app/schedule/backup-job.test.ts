import { resolve } from "node:path";
import { expect, test } from "vitest";
import { readSettings } from "../settings.ts";
import { backupJob } from "./backup-job.ts";

const machine = (environment: Record<string, string> = {}) =>
  ({ platform: "linux", environment, home: "/home/ada" }) as const;

const at = { hour: 3, minute: 30, unit: "day" } as const;
const request = { type: "full", keepDays: 7 } as const;

test("a job backs up with the settings of now, from wherever it is started", () => {
  const environment = {
    CHATS_DATA_DIRECTORY: "/srv/chats",
    CHATS_BACKUP_KEY_FILE: "keys/backup.key",
    CHATS_BACKUP_COMPRESSION: "zstd",
    CHATS_PUSH_KEY: "secret",
    GITHUB_TOKEN: "secret",
  };
  const job = backupJob(at, request, readSettings(environment), machine(environment));
  expect(job.command.slice(2)).toEqual(["backup", "full", "7"]);
  expect(job.environment).toEqual({
    CHATS_DATA_DIRECTORY: "/srv/chats",
    CHATS_BACKUP_DIR: "/srv/chats/backups",
    CHATS_BACKUP_KEY_FILE: resolve("keys/backup.key"),
    CHATS_BACKUP_COMPRESSION: "zstd",
  });
  const config = backupJob(at, { type: "config" }, readSettings(environment), machine(environment));
  expect(config.command.slice(2)).toEqual(["backup", "config"]);
});

test.each([
  { CHATS_BACKUP_KEY: Buffer.alloc(32, 7).toString("base64") },
  { CHATS_BACKUP_PASSPHRASE: "correct horse battery" },
  {
    CHATS_QDRANT_API_KEY: "secret",
    CHATS_VECTORS: "qdrant",
    CHATS_QDRANT_URL: "http://127.0.0.1:1",
  },
])("no secret of a backup is written down: %j", (environment) => {
  const [variable = ""] = Object.keys(environment);
  expect(() => backupJob(at, request, readSettings(environment), machine(environment))).toThrow(
    new Error(
      `${variable}: a schedule would have to write it down; put it into a file of mode 600, and ` +
        `name that in ${variable}_FILE`,
    ),
  );
});
