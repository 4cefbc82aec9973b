import { isIPv6 } from "node:net";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ServiceProcess } from "../../providers/process/resource.ts";
import type { Service, ServicePort } from "../../services/types.ts";

/** What of a service a process is made from; the rest is for containers. */
type ProcessFacts = Pick<
  Service,
  "name" | "command" | "environment" | "health" | "stopGraceSeconds"
>;

export interface ProcessServiceArgs<Role extends string = string> {
  /** What runs. A service that names the roles of its ports gets a typed URL for each. */
  service: ProcessFacts & { ports: (ServicePort & { name: Role })[] };
  /** Environment whose values are secret; none of its names may be in `service.environment`. */
  secretEnvironment?: Record<string, pulumi.Input<string>>;
  /** Absolute folder that the process starts in. */
  workingDirectory: string;
  /** Address that the service listens on, for its ports, health check and URLs; default 127.0.0.1. */
  host?: string;
  /** Absolute folder of `<service>.log` and its rotated files; made when missing. */
  logFolder: string;
  /** Absolute folder of `<service>.json`, which says what runs after a crash; made when missing. */
  runFolder: string;
  /** Size at which the log is rotated; default 10 MiB. */
  logMaxBytes?: number;
  /** Rotated logs that are kept; default 5. */
  logKeepFiles?: number;
}

/** One service as a supervised process of this machine. */
export class ProcessService<Role extends string = string> extends pulumi.ComponentResource {
  /** URL of each port by its role, for example `metrics`; known once the service is healthy. */
  readonly urls: Record<Role, pulumi.Output<string>>;

  constructor(
    name: string,
    args: ProcessServiceArgs<Role>,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("copilot:process:Service", name, {}, opts);
    const { service, host = "127.0.0.1" } = args;

    const child = new ServiceProcess(
      name,
      {
        serviceName: service.name,
        command: service.command,
        workingDirectory: args.workingDirectory,
        environment: { ...service.environment, ...secrets(args) },
        ports: service.ports.map(({ name, number, published }) => ({
          host,
          number,
          configKey: published?.configKey ?? name,
        })),
        healthUrl: healthUrl(service, host),
        healthTimeoutSeconds: service.health.startSeconds,
        logFile: join(args.logFolder, `${service.name}.log`),
        logMaxBytes: args.logMaxBytes ?? 10 * 1024 ** 2,
        logKeepFiles: args.logKeepFiles ?? 5,
        runFile: join(args.runFolder, `${service.name}.json`),
        stopGraceSeconds: service.stopGraceSeconds,
      },
      { parent: this },
    );

    this.urls = Object.fromEntries(
      service.ports.map((port) => [port.name, child.pid.apply(() => url(host, port.number))]),
    ) as typeof this.urls;
    this.registerOutputs({ urls: this.urls });
  }
}

function secrets({ service, secretEnvironment = {} }: ProcessServiceArgs<string>) {
  return Object.fromEntries(
    Object.entries(secretEnvironment).map(([name, value]) => {
      if (name in service.environment) {
        throw new Error(
          `secretEnvironment.${name}: is in service.environment too; keep one of them`,
        );
      }
      return [name, pulumi.secret(value)];
    }),
  );
}

function healthUrl({ name, health }: Pick<Service, "name" | "health">, host: string): string {
  if (!health.http)
    throw new Error(`${name}: has no health check over HTTP, which a process needs`);
  return url(host, health.http.port) + health.http.path;
}

function url(host: string, port: number): string {
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
