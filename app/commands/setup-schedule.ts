import { crontabLine } from "../schedule/crontab.ts";
import { type Interval, intervalText } from "../schedule/interval.ts";
import { importJob, type Job } from "../schedule/job.ts";
import type { Runner } from "../schedule/runner.ts";
import type { Entry, Scheduler } from "../schedule/scheduler.ts";
import { systemdTimer } from "../schedule/systemd.ts";
import type { Settings } from "../settings.ts";
import type { Machine } from "../sources/vscode/folders.ts";
import type { Terminal } from "./terminal.ts";

export interface ScheduleOptions {
  every: Interval;
  /** Takes the schedule away. */
  remove?: boolean;
  /** Says what would be written, and writes nothing. */
  dryRun?: boolean;
}

/**
 * Lets the system import this machine's chats from time to time: by systemd where it runs for the
 * person, else by cron. Returns the exit code. Throws where there is neither, or where one refuses.
 */
export async function setupSchedule(
  options: ScheduleOptions,
  settings: Settings,
  machine: Machine,
  terminal: Terminal,
  run: Runner,
): Promise<number> {
  const { every, remove = false, dryRun = false } = options;
  const [best, ...others] = await availableOf([systemdTimer(machine, run), crontabLine(run)]);
  if (best === undefined) throw new Error(noScheduler);
  const job = remove ? undefined : importJob(every, settings, machine);
  if (job !== undefined) {
    terminal.out(`The chats are imported ${intervalText(every)} by ${best.name}:`);
  }
  let isChanged = await bring(best, job, dryRun, terminal);
  // What another one was told before would import twice.
  for (const other of others) {
    if (await bring(other, undefined, dryRun, terminal)) isChanged = true;
  }
  terminal.out(resultLine(remove, isChanged, dryRun));
  if (job !== undefined && best.note !== undefined) terminal.out(best.note);
  return 0;
}

const noScheduler =
  "setup-schedule: neither does systemd run for this user nor is there cron; " +
  "use `serve`, which watches the chats, or run `import` by other means";

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
