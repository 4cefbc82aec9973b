import type { Job, Task } from "./job.ts";
import type { Runner } from "./runner.ts";
import type { Scheduler } from "./scheduler.ts";
import { cronFields } from "./when.ts";

/** A line in the person's crontab. All other lines stay as they are. */
export function crontabLine(task: Task, run: Runner): Scheduler {
  /** The crontab, empty where there is none; undefined where there is no such program. */
  async function lines(): Promise<string[] | undefined> {
    const { exitCode, out } = await run("crontab", ["-l"]);
    if (exitCode === undefined) return undefined;
    return out === "" ? [] : out.replace(/\n$/, "").split("\n");
  }

  const isOurs = (line: string) => line.endsWith(markOf(task));

  return {
    name: "a line in your crontab",
    note: undefined,
    isAvailable: async () => (await lines()) !== undefined,
    async entries(job) {
      const before = (await lines())?.filter(isOurs).join("\n");
      return [{ place: "crontab", before: before || undefined, after: job && lineOf(job) }];
    },
    async apply(job) {
      const others = ((await lines()) ?? []).filter((line) => !isOurs(line));
      const all = job === undefined ? others : [...others, lineOf(job)];
      const { exitCode, err } = await run(
        "crontab",
        ["-"],
        all.map((line) => `${line}\n`).join(""),
      );
      if (exitCode !== 0) throw new Error(`crontab: could not be written: ${err.trim()}`);
    },
  };
}

/** The end of our line, by which it is found again; for the shell a comment. */
function markOf(task: Task): string {
  return `# copilot-chats ${task}`;
}

function lineOf({ task, when, command, environment }: Job): string {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${quoted(value)}`);
  const words = [...variables, ...command.map(quoted), ">/dev/null"];
  // In a crontab a percent sign ends the line unless a backslash stands before it.
  return `${cronFields(when)} ${words.join(" ").replaceAll("%", "\\%")} ${markOf(task)}`;
}

/** For the shell, which takes all as it is but a quote. */
function quoted(text: string): string {
  return /^[\w/.:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
