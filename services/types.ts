/**
 * What runs, said once for every runtime: plain data, no resource and no provider. Components render
 * it as a local process, a container or a workload.
 */
export interface Service<Role extends string = string> {
  /** Lower-kebab; also the host name and the `service` label of its logs. */
  name: string;
  /** Program and arguments, as the local process runs them. */
  command: string[];
  /** Plain environment; secrets come separately, so that they are never mistaken for data. */
  environment: Record<string, string>;
  /** TCP ports it listens on. */
  ports: ServicePort<Role>[];
  health: HealthCheck;
  /** Where Prometheus finds its metrics; undefined where it has none. */
  scrape: { path: string; port: number } | undefined;
  /** Seconds between the polite signal and the kill. */
  stopGraceSeconds: number;
}

export interface ServicePort<Role extends string = string> {
  /** Role, for example `metrics`. */
  name: Role;
  /** TCP port on the host, 1 to 65535. */
  number: number;
  /** Configuration key that moves it, named in errors. */
  configKey: string;
}

/** An HTTP GET that answers 200 when the service is healthy. */
export interface HealthCheck {
  port: number;
  path: string;
  /** Seconds from start to the first good answer before the start counts as failed. */
  startSeconds: number;
}
