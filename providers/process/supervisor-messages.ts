/**
 * What the provider and the supervisor tell each other while a service starts. Orders go over a pipe
 * and not as arguments, because those are public and the environment holds secrets.
 */
export type Order = StartOrder | { kind: "leave" };

export interface StartOrder {
  kind: "start";
  serviceName: string;
  runId: string;
  command: string[];
  workingDirectory: string;
  /** The whole environment of the service. */
  environment: Record<string, string>;
  logFile: string;
  logMaxBytes: number;
  logKeepFiles: number;
  stopGraceSeconds: number;
}

export type Report = { kind: "started"; pid: number } | EndReport;

/** The service ended, or failed to start at all; `how` completes "<service> …". */
export interface EndReport {
  kind: "ended" | "failed";
  how: string;
}
