import type { ContainerInputs } from "./container-inputs.ts";
import { nanoseconds } from "./durations.ts";
import { labelObject } from "./labels.ts";

const MIB = 1024 ** 2;

/** The body of `POST /containers/create`. What is absent is left to the engine. */
export function containerConfig(inputs: ContainerInputs): Record<string, unknown> {
  const { ports = [], volumes = [] } = inputs;
  const mounted = volumes.filter(({ containerPath }) => containerPath !== undefined);
  return defined({
    Image: inputs.image,
    Hostname: inputs.hostname,
    User: inputs.user,
    Env: inputs.envs,
    Cmd: inputs.command,
    Entrypoint: inputs.entrypoints,
    Labels: labelObject(inputs.labels),
    StopTimeout: inputs.stopTimeout,
    Healthcheck: inputs.healthcheck && healthConfig(inputs.healthcheck),
    ExposedPorts: Object.fromEntries(ports.map((port) => [portKey(port), {}])),
    Volumes: Object.fromEntries(mounted.map(({ containerPath }) => [containerPath, {}])),
    HostConfig: hostConfig(inputs),
  });
}

function healthConfig(check: NonNullable<ContainerInputs["healthcheck"]>) {
  return defined({
    Test: check.tests,
    Interval: nanoseconds(check.interval),
    Timeout: nanoseconds(check.timeout),
    StartPeriod: nanoseconds(check.startPeriod),
    StartInterval: nanoseconds(check.startInterval) || undefined,
    Retries: check.retries,
  });
}

function hostConfig(inputs: ContainerInputs) {
  const { volumes = [], memorySwap } = inputs;
  return defined({
    Binds: volumes.flatMap(({ volumeName, containerPath, readOnly }) =>
      volumeName === undefined ? [] : [`${volumeName}:${containerPath}:${readOnly ? "ro" : "rw"}`],
    ),
    VolumesFrom: volumes.flatMap(({ fromContainer }) => fromContainer ?? []),
    Mounts: inputs.mounts?.map(({ type, source, target, readOnly = false }) => ({
      Type: type,
      Source: source,
      Target: target,
      ReadOnly: readOnly,
    })),
    Tmpfs: inputs.tmpfs,
    PortBindings: portBindings(inputs),
    NetworkMode: inputs.networkMode ?? "bridge",
    PidMode: inputs.pidMode,
    CapAdd: inputs.capabilities?.adds,
    CapDrop: inputs.capabilities?.drops,
    SecurityOpt: inputs.securityOpts,
    ReadonlyRootfs: inputs.readOnly ?? false,
    Devices: inputs.devices?.map(({ hostPath, containerPath, permissions }) => ({
      PathOnHost: hostPath,
      PathInContainer: containerPath ?? hostPath,
      CgroupPermissions: permissions ?? "rwm",
    })),
    Memory: inputs.memory && inputs.memory * MIB,
    MemorySwap: memorySwap && memorySwap > 0 ? memorySwap * MIB : memorySwap,
    NanoCpus: inputs.cpus && Math.round(Number(inputs.cpus) * 1e9),
    RestartPolicy: { Name: inputs.restart ?? "no" },
    LogConfig: { Type: inputs.logDriver ?? "", Config: inputs.logOpts ?? {} },
    Init: false,
  });
}

function portBindings({ ports = [] }: ContainerInputs) {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const port of ports) {
    const { external, ip = "0.0.0.0" } = port;
    const binding = { HostIp: ip, HostPort: external === undefined ? "" : String(external) };
    bindings[portKey(port)] = [...(bindings[portKey(port)] ?? []), binding];
  }
  return bindings;
}

function portKey({ internal, protocol = "tcp" }: { internal: number; protocol?: string }): string {
  return `${internal}/${protocol}`;
}

function defined(body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
