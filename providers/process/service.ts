/**
 * The wire shape of resource `process:index:Service`: what a program gives (`ServiceInputs`) and
 * what the provider answers (`ServiceState`). Secret values arrive wrapped, see `secrets.ts`.
 */
export interface ServiceInputs {
  /** Name in messages and of the run file; lower-kebab. */
  serviceName: string;
  /** Program and its arguments; no shell is involved. */
  command: string[];
  /** Absolute folder that the process starts in. */
  workingDirectory: string;
  /** The whole environment of the process; only PATH and HOME are added from the provider's own. */
  environment: Record<string, string>;
  /** Ports that must be free before the start. */
  ports: PortClaim[];
  /** URL that answers 200 when healthy. */
  healthUrl: string;
  /** Seconds to wait for the first good answer. */
  healthTimeoutSeconds: number;
  /** Absolute path of the log; rotated to `<path>.1` … at `logMaxBytes`. */
  logFile: string;
  logMaxBytes: number;
  /** Rotated files that are kept beside the current one. */
  logKeepFiles: number;
  /** Absolute path of the file that says which process runs, for the next run after a crash. */
  runFile: string;
  /** Seconds between SIGTERM and SIGKILL. */
  stopGraceSeconds: number;
}

export interface PortClaim {
  host: string;
  number: number;
  /** Configuration key that moves the port, named in errors. */
  configKey: string;
}

export interface ServiceState extends ServiceInputs {
  /** Process id of the supervisor, which leads the service's process group. */
  pid: number;
  /** Start time of that process as the system reports it; tells a reused pid from ours. */
  processStartedAt: string;
}
