/** Inputs of a container that are stood in for, as the SDK has them. */
export interface ContainerInputs {
  name: string;
  image: string;
  capabilities?: { adds?: string[]; drops?: string[] };
  command?: string[];
  /** Cores, for example `0.5`. */
  cpus?: string;
  /** Default 0. */
  destroyGraceSeconds?: number;
  devices?: { hostPath: string; containerPath?: string; permissions?: string }[];
  entrypoints?: string[];
  /** `NAME=value`. */
  envs?: string[];
  /** Durations as Go writes them. */
  healthcheck?: {
    tests?: string[];
    interval?: string;
    timeout?: string;
    startPeriod?: string;
    startInterval?: string;
    retries?: number;
  };
  hostname?: string;
  labels?: { label: string; value: string }[];
  logDriver?: string;
  logOpts?: Record<string, string>;
  /** MiB. */
  memory?: number;
  /** MiB. */
  memorySwap?: number;
  mounts?: { type: string; source?: string; target: string; readOnly?: boolean }[];
  /** Default true. */
  mustRun?: boolean;
  networkMode?: string;
  networksAdvanced?: { name: string; aliases?: string[] }[];
  pidMode?: string;
  ports?: { internal: number; external?: number; ip?: string; protocol?: string }[];
  readOnly?: boolean;
  /** Whether volumes without a name go with it. Default true. */
  removeVolumes?: boolean;
  restart?: string;
  securityOpts?: string[];
  /** Default true. */
  start?: boolean;
  stopTimeout?: number;
  /** Options by path. */
  tmpfs?: Record<string, string>;
  uploads?: Upload[];
  user?: string;
  volumes?: {
    volumeName?: string;
    fromContainer?: string;
    containerPath?: string;
    readOnly?: boolean;
  }[];
  /** Whether it is made only when it is healthy. Default false. */
  wait?: boolean;
  /** Seconds; default 60. */
  waitTimeout?: number;
}

export interface Upload {
  file: string;
  content: string;
  /** Octal, default 0644. */
  permissions?: string;
  /** Numeric, default 0. */
  owner?: string;
  /** Numeric, default 0. */
  group?: string;
}

/** By name, so that the compiler misses none. */
const names: Record<keyof ContainerInputs, true> = {
  name: true,
  image: true,
  capabilities: true,
  command: true,
  cpus: true,
  destroyGraceSeconds: true,
  devices: true,
  entrypoints: true,
  envs: true,
  healthcheck: true,
  hostname: true,
  labels: true,
  logDriver: true,
  logOpts: true,
  memory: true,
  memorySwap: true,
  mounts: true,
  mustRun: true,
  networkMode: true,
  networksAdvanced: true,
  pidMode: true,
  ports: true,
  readOnly: true,
  removeVolumes: true,
  restart: true,
  securityOpts: true,
  start: true,
  stopTimeout: true,
  tmpfs: true,
  uploads: true,
  user: true,
  volumes: true,
  wait: true,
  waitTimeout: true,
};

export const containerInputNames = Object.keys(names);
