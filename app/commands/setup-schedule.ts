import type { BackupRequest } from "../backup/backup.ts";
import { backupJob } from "../schedule/backup-job.ts";
import { crontabLine } from "../schedule/crontab.ts";
import { importJob } from "../schedule/import-job.ts";
import type { Interval } from "../schedule/interval.ts";
import type { Job, Task } from "../schedule/job.ts";
import type { Runner } from "../schedule/runner.ts";
import type { Entry, Scheduler } from "../schedule/scheduler.ts";
import { systemdTimer } from "../schedule/systemd.ts";
import { type TimeOfDay, whenText } from "../schedule/when.ts";
import type { Settings } from "../settings.ts";
import type { Machine } from "../sources/vscode/folders.ts";
import type { Terminal } from "./terminal.ts";

export interface ScheduleOptions {
  /** Takes the schedule away. */
  remove?: boolean;
  /** Says what would be written, and writes nothing. */
  dryRun?: boolean;
}

/**
 * Lets the system import this machine's chats from time to time: by systemd where it runs for the
 * person, else by cron. Returns the exit code. Throws where there is neither, or where one refuses.
 */
export function setupSchedule(
  options: ScheduleOptions & { every: Interval },
  settings: Settings,
  machine: Machine,
  terminal: Terminal,
  run: Runner,
): Promise<number> {
  const job = () => importJob(options.every, settings, machine);
  return bringTask("import", job, options, machine, terminal, run);
}

/** The same of a backup each day, of what is stored here. */
export function setupBackupSchedule(
  request: BackupRequest,
  options: ScheduleOptions & { at: TimeOfDay },
  settings: Settings,
  machine: Machine,
  terminal: Terminal,
  run: Runner,
): Promise<number> {
  const job = () => backupJob(options.at, request, settings, machine);
  return bringTask("backup", job, options, machine, terminal, run);
}

async function bringTask(
  task: Task,
  jobOf: () => Job,
  { remove = false, dryRun = false }: ScheduleOptions,
  machine: Machine,
  terminal: Terminal,
  run: Runner,
): Promise<number> {
  const all = [systemdTimer(task, machine, run), crontabLine(task, run)];
  const [best, ...others] = await availableOf(all);
  if (best === undefined) throw new Error(noScheduler[task]);
  const job = remove ? undefined : jobOf();
  if (job !== undefined) {
    terminal.out(`The chats are ${taskWords[task]} ${whenText(job.when)} by ${best.name}:`);
  }
  let isChanged = await bring(best, job, dryRun, terminal);
  // What another one was told before would do it twice.
  for (const other of others) {
    if (await bring(other, undefined, dryRun, terminal)) isChanged = true;
  }
  terminal.out(resultLine(remove, isChanged, dryRun));
  if (job !== undefined && best.note !== undefined) terminal.out(best.note);
  return 0;
}

const taskWords: Record<Task, string> = { import: "imported", backup: "backed up" };

const nobody = "setup-schedule: neither does systemd run for this user nor is there cron; ";

const noScheduler: Record<Task, string> = {
  import: `${nobody}use \`serve\`, which watches the chats, or run \`import\` by other means`,
  backup: `${nobody}run \`backup\` by other means`,
};

async function availableOf(schedulers: Scheduler[]): Promise<Scheduler[]> {
  const available: Scheduler[] = [];
  for (const scheduler of schedulers) {
    if (await scheduler.isAvailable()) available.push(scheduler);
  }
  return available;
}

/** Shows what is written and writes it. True when that is something else than what was there. */
async function bring(
  scheduler: Scheduler,
  job: Job | undefined,
  dryRun: boolean,
  terminal: Terminal,
): Promise<boolean> {
  const entries = await scheduler.entries(job);
  const isChanged = entries.some(({ before, after }) => before !== after);
  entries.flatMap(entryLines).forEach(terminal.out);
  // Also as it was: a person may have stopped it without taking it away.
  if (!dryRun && (isChanged || job !== undefined)) await scheduler.apply(job);
  return isChanged;
}

function entryLines({ place, before, after }: Entry): string[] {
  const text = after ?? before;
  if (text === undefined) return [];
  const fate = after === undefined ? " (taken away)" : before === after ? " (as it was)" : "";
  const lines = text.trimEnd().split("\n");
  return [`  ${place}${fate}`, ...lines.map((line) => `    ${line}`.trimEnd())];
}

function resultLine(remove: boolean, isChanged: boolean, dryRun: boolean): string {
  if (dryRun) return "Dry run: nothing was written.";
  if (remove) return isChanged ? "The schedule is gone." : "There was no schedule.";
  return isChanged
    ? "The schedule is set up; --remove takes it away."
    : "Nothing had to be changed.";
}
