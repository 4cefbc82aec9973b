import type { Job } from "./job.ts";
import type { Runner } from "./runner.ts";

/** A job whose paths have in them what schedules read as something else. */
export const awkwardJob: Job = {
  task: "import",
  when: { count: 15, unit: "minute" },
  command: ["/opt/node 24/bin/node", "/home/ada's/100%/$HOME/main.ts", "import"],
  environment: { CHATS_DATA_DIRECTORY: '/srv/"chats"\\%h', XDG_CONFIG_HOME: "/home/ada/.config" },
};

/** A system in memory. It has systemd or cron or both, and remembers what it was told. */
export function fakeSystem({ systemd = true, cron = true, crontab = "" } = {}) {
  const system = { crontab, commands: [] as string[], refuses: "" };
  const run: Runner = async (command, args, input) => {
    const line = [command, ...args].join(" ");
    const isThere = command === "crontab" ? cron : systemd;
    if (!isThere) return { exitCode: undefined, out: "", err: "" };
    if (system.refuses !== "" && line.includes(system.refuses)) {
      return { exitCode: 1, out: "", err: "not allowed\n" };
    }
    if (line === "systemctl --user show-environment") return { exitCode: 0, out: "", err: "" };
    if (line === "crontab -l") {
      const isEmpty = system.crontab === "";
      return { exitCode: isEmpty ? 1 : 0, out: system.crontab, err: isEmpty ? "no crontab" : "" };
    }
    system.commands.push(line);
    if (line === "crontab -") system.crontab = input ?? "";
    return { exitCode: 0, out: "", err: "" };
  };
  return Object.assign(system, { run });
}
