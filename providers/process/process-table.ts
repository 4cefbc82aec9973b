import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** One line of the system's list of processes. A zombie is not on it: it only waits to be forgotten. */
export interface ProcessEntry {
  pid: number;
  groupId: number;
  /** When it started, exact enough that no two processes share both pid and start. */
  startedAt: string;
}

const onLinux = process.platform === "linux";

/** The process that has the pid now; undefined when none has. */
export function readProcess(pid: number): ProcessEntry | undefined {
  return onLinux ? readStat(pid) : listWithPs(["-p", String(pid)])[0];
}

export function listProcesses(): ProcessEntry[] {
  return onLinux ? listStats() : listWithPs(["-A"]);
}

/** Whether the process was started with the variable; false where its environment is not readable. */
export function hasVariable(pid: number, name: string, value: string): boolean {
  return onLinux
    ? readEnvironment(pid).split("\0").includes(`${name}=${value}`)
    : ps(["-E", "-ww", "-o", "command=", "-p", String(pid)])
        .output.split(/\s/)
        .includes(`${name}=${value}`);
}

/** Parses `/proc/<pid>/stat`, see proc_pid_stat(5); undefined for a zombie. */
export function parseStat(stat: string, bootId: string): ProcessEntry | undefined {
  // The second field is the command's name in parentheses, which may hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, groupId, threads, startTicks] = [0, 2, 17, 19].map((index) => fields[index]);
  // A process whose first thread has ended looks like a zombie, and still has its ports and files.
  const ended = (state === "Z" && threads === "1") || state === "X";
  return startTicks === undefined || ended
    ? undefined
    : {
        pid: Number.parseInt(stat, 10),
        groupId: Number(groupId),
        startedAt: `${bootId}:${startTicks}`,
      };
}

/** Parses `ps -o pid=,pgid=,stat=,lstart=`. */
export function parsePs(output: string): ProcessEntry[] {
  return [...output.matchAll(/^ *(\d+) +(\d+) +([^ Z])\S* +(.*?) *$/gm)].map(
    ([, pid, groupId, , startedAt]) => ({
      pid: Number(pid),
      groupId: Number(groupId),
      startedAt: startedAt ?? "",
    }),
  );
}

function readStat(pid: number): ProcessEntry | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`);
  return stat === "" ? undefined : parseStat(stat, readBootId());
}

function listStats(): ProcessEntry[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(Number(name)) ?? []);
}

/** Start times count from the boot, so they repeat after the next one. */
function readBootId(): string {
  return readIfThere("/proc/sys/kernel/random/boot_id").trim();
}

function readEnvironment(pid: number): string {
  return readIfThere(`/proc/${pid}/environ`);
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function listWithPs(selection: string[]): ProcessEntry[] {
  const { output, pid } = ps([...selection, "-o", "pid=,pgid=,stat=,lstart="]);
  return parsePs(output).filter((entry) => entry.pid !== pid);
}

function ps(args: string[]): { output: string; pid: number } {
  // The start is printed as local time, which must not move with the time zone or the language.
  const env = { ...process.env, TZ: "UTC0", LC_ALL: "C" };
  const { stdout, pid } = spawnSync("ps", args, {
    encoding: "utf8",
    env,
    maxBuffer: 64 * 1024 ** 2,
  });
  return { output: stdout ?? "", pid };
}
