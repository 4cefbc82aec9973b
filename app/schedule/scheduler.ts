import type { Job } from "./job.ts";

/** A service of the system that starts programs at times. */
export interface Scheduler {
  /** For people. */
  name: string;
  isAvailable(): Promise<boolean>;
  /** What is written there for `job`, and what stands there now; undefined for no job. */
  entries(job: Job | undefined): Promise<Entry[]>;
  /** Makes it so, and takes away what undefined stands for. Throws what the system says. */
  apply(job: Job | undefined): Promise<void>;
  /** What a person should know of it besides. */
  note: string | undefined;
}

/** A piece of text that a scheduler reads. */
export interface Entry {
  /** Where it stands, for people. */
  place: string;
  before: string | undefined;
  after: string | undefined;
}
