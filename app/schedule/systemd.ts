import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Machine } from "../sources/vscode/folders.ts";
import { type Job, type Task, taskTitles } from "./job.ts";
import type { Runner } from "./runner.ts";
import type { Scheduler } from "./scheduler.ts";
import { calendar, whenText } from "./when.ts";

/**
 * Timers of the person's own systemd, in the folder of man systemd.unit(5). They are of no use where
 * the system was not started with systemd, as in a container.
 */
export function systemdTimer(
  task: Task,
  { home, environment }: Pick<Machine, "home" | "environment">,
  run: Runner,
): Scheduler {
  const folder = join(environment.XDG_CONFIG_HOME || join(home, ".config"), "systemd", "user");

  const unit = `copilot-chats-${task}`;
  const timer = `${unit}.timer`;

  const entries: Scheduler["entries"] = async (job) => {
    const units = { [`${unit}.service`]: serviceText, [timer]: timerText };
    return Object.entries(units).map(([name, text]) => {
      const place = join(folder, name);
      return { place, before: textAt(place), after: job && text(job) };
    });
  };

  async function control(...args: string[]): Promise<void> {
    const { exitCode, err } = await run("systemctl", ["--user", ...args]);
    if (exitCode !== 0) throw new Error(`systemctl --user ${args.join(" ")}: ${err.trim()}`);
  }

  return {
    name: "a systemd user timer",
    note: "It runs while you are logged in; `loginctl enable-linger` lets it run always.",
    entries,
    async isAvailable() {
      return (await run("systemctl", ["--user", "show-environment"])).exitCode === 0;
    },
    async apply(job) {
      const files = await entries(job);
      if (job === undefined) {
        await control("disable", "--now", timer);
        for (const { place } of files) rmSync(place, { force: true });
        return control("daemon-reload");
      }
      mkdirSync(folder, { recursive: true });
      for (const { place, after = "" } of files) writeFileSync(place, after);
      await control("daemon-reload");
      await control("enable", timer);
      // A timer that runs keeps its old times until it is started anew.
      await control("restart", timer);
    },
  };
}

function serviceText({ task, command, environment }: Job): string {
  const [program = "", ...args] = command;
  return [
    "[Unit]",
    `Description=${taskTitles[task]}`,
    "",
    "[Service]",
    "Type=oneshot",
    ...Object.entries(environment).map((pair) => `Environment=${quoted(pair.join("="))}`),
    `ExecStart=${[program, ...args].map(commandWord).join(" ")}`,
    "StandardOutput=null",
    "Nice=10",
    "",
  ].join("\n");
}

function timerText({ task, when }: Job): string {
  return [
    "[Unit]",
    `Description=${taskTitles[task]} ${whenText(when)}`,
    "",
    "[Timer]",
    `OnCalendar=${calendar(when)}`,
    // A run that the machine slept through is made up for.
    "Persistent=true",
    "",
    "[Install]",
    "WantedBy=timers.target",
    "",
  ].join("\n");
}

/** In a command a dollar begins a variable as well. */
function commandWord(text: string): string {
  return quoted(text).replaceAll("$", "$$$$");
}

/** As man systemd.syntax(7) quotes; a percent sign begins a specifier of man systemd.unit(5). */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&").replaceAll("%", "%%")}"`;
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
