import { fileURLToPath } from "node:url";
import { chatApp } from "../service.ts";
import type { Settings } from "../settings.ts";
import type { Machine } from "../sources/vscode/folders.ts";
import type { Interval } from "./interval.ts";

/** What a schedule runs. */
export interface Job {
  interval: Interval;
  /** Program and arguments; both with absolute paths. */
  command: string[];
  /** Beside what a login has anyway. */
  environment: Record<string, string>;
}

/** Variables that decide where the products keep their chats on this machine. */
const placeVariables = [
  "COPILOT_HOME",
  "VSCODE_AGENT_FOLDER",
  "VSCODE_APPDATA",
  "VSCODE_PORTABLE",
  "WSL_DISTRO_NAME",
  "XDG_CONFIG_HOME",
  "XDG_STATE_HOME",
];

/**
 * The import of this machine's chats into where they are stored now. Throws where a password would
 * have to be written down, and on values that no schedule can hold.
 */
export function importJob(
  interval: Interval,
  { dataDirectory, database }: Pick<Settings, "dataDirectory" | "database">,
  machine: Machine,
): Job {
  if (database !== undefined) {
    const { host, password } = chatApp.environment.database;
    throw new Error(
      `${host}: a schedule would have to write ${password} down; ` +
        "unset it to schedule imports into the embedded database",
    );
  }
  const places = placeVariables.flatMap((name): [string, string][] => {
    const value = machine.environment[name];
    return value ? [[name, value]] : [];
  });
  const job = {
    interval,
    command: [process.execPath, fileURLToPath(new URL("../main.ts", import.meta.url)), "import"],
    environment: {
      [chatApp.environment.dataDirectory]: dataDirectory,
      ...Object.fromEntries(places),
    },
  };
  for (const text of [...job.command, ...Object.values(job.environment)]) {
    if (!/\p{Cc}/u.test(text)) continue;
    throw new Error(`${JSON.stringify(text)}: has a control character; use a path without one`);
  }
  return job;
}
