import { isDeepStrictEqual } from "node:util";
import type { Wire } from "../wire.ts";
import type { ContainerInputs } from "./container-inputs.ts";
import { goDuration } from "./durations.ts";

const MIB = 1024 ** 2;

/** What `GET /containers/<id>/json` says, as far as it is read. */
export interface Inspection {
  State: { Running: boolean; ExitCode: number; Health?: { Status: string } };
  Config: {
    Image: string;
    Hostname: string;
    User: string;
    Cmd: string[] | null;
    Entrypoint: string[] | null;
    StopTimeout?: number;
    Healthcheck?: {
      Test?: string[];
      Interval?: number;
      Timeout?: number;
      StartPeriod?: number;
      StartInterval?: number;
      Retries?: number;
    };
  };
  HostConfig: {
    CapAdd: string[] | null;
    CapDrop: string[] | null;
    SecurityOpt: string[] | null;
    ReadonlyRootfs: boolean;
    Tmpfs?: Record<string, string>;
    Memory: number;
    MemorySwap: number;
    NanoCpus: number;
    RestartPolicy: { Name: string };
    LogConfig: { Type: string; Config: Record<string, string> };
    NetworkMode: string;
    PidMode: string;
  };
}

/**
 * Inputs whose value in the engine is another than in the state, in the spelling that the real provider
 * reads back. It reads neither environment nor labels, uploads, volumes or networks. A container
 * that should run and does not is read as one that need not, so that the next `up` starts it.
 */
export function differingInputs(state: ContainerInputs, inspection: Inspection): Wire {
  const live = readBack(inspection);
  const differing = Object.entries(live).filter(
    ([key, value]) =>
      key in state &&
      !isDeepStrictEqual(sorted(state[key as keyof ContainerInputs]), sorted(value)),
  );
  const isDown = !inspection.State.Running && state.mustRun !== false;
  return { ...Object.fromEntries(differing), ...(isDown && { mustRun: false }) };
}

function readBack({ Config, HostConfig }: Inspection): Partial<ContainerInputs> {
  const { CapAdd, CapDrop, Memory, MemorySwap } = HostConfig;
  return {
    image: Config.Image,
    hostname: Config.Hostname,
    user: Config.User,
    command: Config.Cmd ?? [],
    entrypoints: Config.Entrypoint ?? [],
    ...(Config.StopTimeout !== undefined && { stopTimeout: Config.StopTimeout }),
    ...(Config.Healthcheck && { healthcheck: healthcheck(Config.Healthcheck) }),
    capabilities: { ...(CapAdd && { adds: CapAdd }), ...(CapDrop && { drops: CapDrop }) },
    securityOpts: HostConfig.SecurityOpt ?? [],
    readOnly: HostConfig.ReadonlyRootfs,
    tmpfs: HostConfig.Tmpfs ?? {},
    memory: Memory / MIB,
    memorySwap: MemorySwap > 0 ? MemorySwap / MIB : MemorySwap,
    cpus: decimalText(HostConfig.NanoCpus),
    restart: HostConfig.RestartPolicy.Name,
    logDriver: HostConfig.LogConfig.Type,
    logOpts: HostConfig.LogConfig.Config,
    networkMode: HostConfig.NetworkMode,
    pidMode: HostConfig.PidMode,
  };
}

function healthcheck(check: NonNullable<Inspection["Config"]["Healthcheck"]>) {
  const durations = {
    interval: check.Interval,
    timeout: check.Timeout,
    startPeriod: check.StartPeriod,
    startInterval: check.StartInterval,
  };
  const texts = Object.entries(durations)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key, goDuration(value ?? 0)]);
  return { tests: check.Test ?? [], ...Object.fromEntries(texts), retries: check.Retries ?? 0 };
}

/** The real provider's `nanoInt64ToDecimalString`. */
function decimalText(nanoCpus: number): string {
  const cpus = nanoCpus / 1e9;
  return Number.isInteger(cpus) ? cpus.toFixed(1) : String(cpus);
}

/** Lists of lists of the same members are the same set; commands are never the same by chance. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.toSorted();
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, sorted(item)]));
}
