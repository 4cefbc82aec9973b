import { readProcess } from "./process-table.ts";

/** One process among all that have had or will have its pid. */
export interface ProcessIdentity {
  pid: number;
  /** Start time as the system reports it. */
  startedAt: string;
}

/** The process that has the pid now; undefined when none has. */
export function identify(pid: number): ProcessIdentity | undefined {
  const entry = readProcess(pid);
  return entry && { pid: entry.pid, startedAt: entry.startedAt };
}

/** Whether that very process runs: false when it ended, also when its pid was given to another. */
export function isAlive({ pid, startedAt }: ProcessIdentity): boolean {
  const current = identify(pid);
  return current !== undefined && current.startedAt === startedAt;
}
