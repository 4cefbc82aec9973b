import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessIdentity } from "./process-identity.ts";
import { hasVariable, listProcesses, type ProcessEntry } from "./process-table.ts";

/** Variable in the environment of every process that we start; its value is the run's id. */
export const runVariable = "PROCESS_SERVICE_RUN";

/** One start of a service: the supervisor, which leads a process group, and the service below it. */
export interface Run {
  id: string;
  supervisor: ProcessIdentity;
  /** Undefined until the service is started. */
  service?: ProcessIdentity | undefined;
}

const firstPollMilliseconds = 10;
const longestPollMilliseconds = 200;
/** The kernel ends a process soon after SIGKILL, unless it waits for a broken disk. */
const killSeconds = 5;
/** 0 and 1 mean our own group and everybody in a call of kill(2). */
const lowestGroupId = 2;

/**
 * Ends every process of the run's group: SIGTERM, then SIGKILL after the grace. Nothing happens when
 * all are gone already, or when their pids belong to others now.
 */
export async function endRun(run: Run, graceSeconds: number): Promise<void> {
  const members = membersOf(run);
  if (members.length === 0) {
    return;
  }
  // The supervisor passes the signal on. Sent to the whole group, it would reach the service twice,
  // and many programs take a second one as an order to quit at once.
  const supervised = members.some((member) => isSame(member, run.supervisor));
  send(supervised ? run.supervisor.pid : -run.supervisor.pid, "SIGTERM");
  if (await isGoneWithin(run, graceSeconds)) {
    return;
  }
  send(-run.supervisor.pid, "SIGKILL");
  if (!(await isGoneWithin(run, killSeconds))) {
    const pids = membersOf(run).map(({ pid }) => pid);
    throw new Error(
      `run ${run.id}: still alive ${killSeconds} s after SIGKILL, pid ${pids.join(", ")}`,
    );
  }
}

/**
 * The living processes of the run's group. A group keeps its number until its last process ends, so
 * one process known to be ours proves that all are; without such a proof the number may belong to a
 * stranger, and the answer is empty.
 */
export function membersOf({ id, supervisor, service }: Run): ProcessEntry[] {
  const members = groupMembers(supervisor.pid);
  const ours = members.some(
    (member) =>
      isSame(member, supervisor) ||
      (service !== undefined && isSame(member, service)) ||
      hasVariable(member.pid, runVariable, id),
  );
  return ours ? members : [];
}

/** The living processes of a group. */
export function groupMembers(groupId: number): ProcessEntry[] {
  return groupId >= lowestGroupId && hasGroup(groupId)
    ? listProcesses().filter((entry) => entry.groupId === groupId)
    : [];
}

/** Sends a signal to a process, or to a group by its negative number; it may be gone already. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") {
      throw error;
    }
  }
}

function isSame(entry: ProcessEntry, identity: ProcessIdentity): boolean {
  return entry.pid === identity.pid && entry.startedAt === identity.startedAt;
}

async function isGoneWithin(run: Run, seconds: number): Promise<boolean> {
  const deadline = performance.now() + seconds * 1000;
  let pollMilliseconds = firstPollMilliseconds;
  while (membersOf(run).length > 0) {
    if (performance.now() >= deadline) {
      return false;
    }
    await sleep(pollMilliseconds);
    pollMilliseconds = Math.min(pollMilliseconds * 1.5, longestPollMilliseconds);
  }
  return true;
}

/** Cheap, but true also for a group of zombies alone. */
function hasGroup(groupId: number): boolean {
  try {
    process.kill(-groupId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
