/**
 * What runs, said once for every runtime: plain data, no resource and no provider. Components render
 * it as a local process, a container or a workload; `observability/` makes scrape jobs, alerts and
 * log labels of the list of them.
 */
export interface Service<Role extends string = string> {
  /** Lower-kebab; also the host name, the job of its metrics and the `service` label of its logs. */
  name: string;
  /** What it is for, as a line of the status table. */
  purpose: string;
  /** With its exact tag. */
  image: string;
  /** Program and arguments. A container keeps its image's own program and takes the arguments. */
  command: string[];
  /** Plain environment; secrets come separately, so that they are never mistaken for data. */
  environment: Record<string, string>;
  /** Files that are there before it starts, read-only. */
  files: ServiceFile[];
  secrets: SecretUse[];
  /** What outlives it. */
  volumes: Volume[];
  /** TCP ports that it listens on. */
  ports: ServicePort<Role>[];
  /** Whom it can reach, and who can reach it. */
  networks: Network[];
  /** Services that must be healthy before it starts; nothing else is waited for. */
  dependsOn: string[];
  /** Numeric `user:group` that a container runs as. */
  user: string;
  /** What it may do beyond the least that every container may, each with the reason. */
  rights: Rights;
  limits: Limits;
  health: HealthCheck;
  /** Where Prometheus finds its metrics; undefined where it has none. */
  scrape: Scrape | undefined;
  /** Seconds between the polite signal and the kill. */
  stopGraceSeconds: number;
}

export interface ServiceFile {
  /** Absolute path that the service sees. */
  path: string;
  content: string;
}

/** A secret by its name; the stack knows its value. */
export type SecretUse = { secret: string } & (
  | { environment: string }
  | {
      /** Absolute path of a file that only the service reads. */
      file: string;
      /** What the file says, for formats that want more than the value. */
      content?: (value: string) => string;
    }
);

export interface Volume {
  /** Lower-kebab; unique among the services. */
  name: string;
  /** Absolute path that the service sees. */
  path: string;
  /**
   * Absolute path of a folder of the host, which must be there and is shared with it. Default: a
   * volume that the runtime keeps.
   */
  hostFolder?: string;
  /** Megabytes that it holds in a month of ordinary use, for an estimate. Default: hardly any. */
  estimatedMb?: number;
}

export interface ServicePort<Role extends string = string> {
  /** Role, for example `metrics`. */
  name: Role;
  /** TCP port that the program listens on, 1 to 65535. */
  number: number;
  /** Where the host offers it; undefined keeps it among the services. */
  published:
    | {
        number: number;
        /** Configuration key that moves it, named in errors. */
        configKey: string;
      }
    | undefined;
}

export const networks = ["frontend", "backend", "mcp", "monitoring", "egress"] as const;

/**
 * `frontend`: what people reach. `backend`: the application and its databases. `mcp`: gateways of
 * tools. `monitoring`: whoever is scraped, and whoever scrapes. `egress`: the only one that leads out of
 * the machine, for those that were told to talk to somebody there.
 */
export type Network = (typeof networks)[number];

/** Every container has no capability, no new privileges and a root file system that is read-only. */
export interface Rights {
  /** Why it runs as root. */
  root?: string;
  /** Why its root file system can be written. */
  writableRoot?: string;
  /** Linux capabilities without `CAP_`. */
  capabilities?: { name: string; reason: string }[];
  /** Files or folders of the host, always read-only. */
  hostPaths?: { source: string; path: string; reason: string }[];
  /** Devices of the host, read-only. */
  devices?: { path: string; reason: string }[];
  /** Why it sees the processes of the host. */
  hostProcesses?: string;
}

export interface Limits {
  memoryMb: number;
  /** Share of one core, for example 0.5. */
  cpus: number;
  /** Processes and threads; default 200. */
  processes?: number;
  /** Absolute paths that are writable and gone with the container; `/tmp` always is. */
  scratch?: string[];
}

export interface HealthCheck {
  /** Answers 200 when the service is healthy; undefined where it speaks no HTTP. */
  http: { port: number; path: string } | undefined;
  /** Program and arguments in the container that end with 0 when it is healthy. */
  command: string[];
  /** Seconds from start to the first good answer before the start counts as failed. */
  startSeconds: number;
}

export interface Scrape {
  port: number;
  path: string;
  /** Default 15. */
  intervalSeconds?: number;
  /** Secret that is sent as a bearer token. */
  bearerSecret?: string;
  /** Its samples carry times of their own, which would keep what has vanished for five minutes. */
  hasOwnTimestamps?: boolean;
}
