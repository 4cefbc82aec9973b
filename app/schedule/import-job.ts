import { chatApp } from "../service.ts";
import type { Settings } from "../settings.ts";
import type { Machine } from "../sources/vscode/folders.ts";
import type { Interval } from "./interval.ts";
import { type Job, program, storable } from "./job.ts";

const variables = chatApp.environment;

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
    const { host, password } = variables.database;
    throw new Error(
      `${host}: a schedule would have to write ${password} down; ` +
        "unset it to schedule imports into the embedded database",
    );
  }
  const places = placeVariables.flatMap((name): [string, string][] => {
    const value = machine.environment[name];
    return value ? [[name, value]] : [];
  });
  return storable({
    task: "import",
    when: interval,
    command: [...program, "import"],
    environment: {
      [variables.dataDirectory]: dataDirectory,
      ...Object.fromEntries(places),
    },
  });
}
