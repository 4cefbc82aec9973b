/**
 * The wire shape of resource `process:index:Service`: what a program gives (`ServiceInputs`) and
 * what the provider answers (`ServiceState`). Secret values arrive wrapped, see `secrets.ts`.
 */
export interface ServiceInputs {
  /** Name in messages and of the run file; lower-kebab, at most 63 characters. */
  serviceName: string;
  /** Program and its arguments; no shell is involved. Never secret: arguments are public. */
  command: string[];
  /** Absolute folder that the process starts in. */
  workingDirectory: string;
  /**
   * The environment of the process. Added to it are PATH and HOME from the provider's own, unless
   * they are given, and PROCESS_SERVICE_RUN, which tells our processes from others.
   */
  environment: Record<string, string>;
  /** Ports that must be free before the start. */
  ports: PortClaim[];
  /** URL that answers 200 when healthy; plain `http:`. */
  healthUrl: string;
  /** Seconds to wait for the first good answer, 1 to 600. */
  healthTimeoutSeconds: number;
  /** Absolute path of the log; rotated to `<path>.1` … at `logMaxBytes`. */
  logFile: string;
  /** Size at which the log is rotated, 1 KiB to 1 GiB. */
  logMaxBytes: number;
  /** Rotated files that are kept beside the current one, 0 to 100. */
  logKeepFiles: number;
  /** Absolute path of the file that says which process runs, for the next run after a crash. */
  runFile: string;
  /** Seconds between SIGTERM and SIGKILL, 0 to 600. */
  stopGraceSeconds: number;
}

export interface PortClaim {
  host: string;
  /** TCP port, 1 to 65535. */
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
