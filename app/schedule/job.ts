import { fileURLToPath } from "node:url";
import type { When } from "./when.ts";

/** What a schedule is for; each has its own. */
export type Task = "import" | "backup";

/** For people. */
export const taskTitles: Record<Task, string> = {
  import: "Import Copilot chats",
  backup: "Back up Copilot chats",
};

/** What a schedule runs. */
export interface Job {
  task: Task;
  when: When;
  /** Program and arguments; both with absolute paths. */
  command: string[];
  /** Beside what a login has anyway. */
  environment: Record<string, string>;
}

/** What runs this application: Node and its entry. */
export const program = [process.execPath, fileURLToPath(new URL("../main.ts", import.meta.url))];

/** The job itself. Throws on a value with which a line of a schedule would end. */
export function storable(job: Job): Job {
  for (const text of [...job.command, ...Object.values(job.environment)]) {
    if (!/\p{Cc}/u.test(text)) continue;
    throw new Error(`${JSON.stringify(text)}: has a control character; use a path without one`);
  }
  return job;
}
