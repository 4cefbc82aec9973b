import { resolve } from "node:path";
import type { BackupRequest } from "../backup/backup.ts";
import { settingsIn } from "../backup/components/config.ts";
import { chatApp, fileVariable, secretVariables } from "../service.ts";
import type { Settings } from "../settings.ts";
import type { Machine } from "../sources/vscode/folders.ts";
import { type Job, program, storable } from "./job.ts";
import type { TimeOfDay } from "./when.ts";

const variables = chatApp.environment;

/** The secrets that a backup reads itself. */
const neededSecrets: string[] = [
  variables.backup.key,
  variables.backup.passphrase,
  variables.backup.resticRepository,
  variables.database.password,
  variables.database.adminPassword,
  variables.qdrant.apiKey,
];

/** Variables that hold paths, which may be relative to where a person is. */
const pathVariables: string[] = [
  variables.backup.keyFile,
  variables.backup.postgresPrograms,
  variables.embedder.modelDirectory,
  ...secretVariables.map(fileVariable),
];

/**
 * A backup of what is stored now, with the settings that are in force now, which it archives too.
 * Throws where a secret would have to be written down, and on values that no schedule can hold.
 */
export function backupJob(
  at: TimeOfDay,
  { type, keepDays }: BackupRequest,
  { dataDirectory, backup }: Pick<Settings, "dataDirectory" | "backup">,
  machine: Machine,
): Job {
  const set = settingsIn(machine.environment);
  const secret = set.find(
    ({ variable, value }) => value === undefined && neededSecrets.includes(variable),
  );
  if (secret !== undefined) {
    throw new Error(
      `${secret.variable}: a schedule would have to write it down; put it into a file of mode 600, and ` +
        `name that in ${secret.variable}_FILE`,
    );
  }
  const values = set.flatMap(({ variable, value }): [string, string][] =>
    value === undefined
      ? []
      : [[variable, pathVariables.includes(variable) ? resolve(value) : value]],
  );
  return storable({
    task: "backup",
    when: at,
    command: [...program, "backup", type, ...(keepDays === undefined ? [] : [String(keepDays)])],
    environment: {
      ...Object.fromEntries(values),
      [variables.dataDirectory]: dataDirectory,
      [variables.backup.directory]: backup.directory,
    },
  });
}
