import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { dockerEngine } from "../../stacks/docker-engine.ts";
import { containerStates } from "../docker/containers.ts";
import { type RunningStack, storedStack } from "../stored-stack.ts";
import { type Endpoint, probe } from "./probe.ts";

/** What runs and how it is, as `npm run status -- --json` prints it. */
export interface Status {
  started: boolean;
  /** Whether everything is well; never while nothing runs. */
  healthy: boolean;
  runtime: RunningStack["runtime"] | undefined;
  endpoints: Endpoint[];
  /** Each with its container; none with another runtime. */
  services: ServiceStatus[];
  /** Chats in the database; undefined while the application is not well. */
  counts: Record<string, unknown> | undefined;
}

export type ServiceStatus = RunningStack["services"][number] & {
  /** For example `healthy`, `exited` or `missing`. */
  state: string;
  /** For how long, for example `5 minutes`; empty where that is not known. */
  since: string;
  healthy: boolean;
};

const nothing: Status = {
  started: false,
  healthy: false,
  runtime: undefined,
  endpoints: [],
  services: [],
  counts: undefined,
};

export async function readStatus(stack: Stack): Promise<Status> {
  const { running } = await storedStack(stack);
  if (running === undefined) return nothing;
  const { runtime, pageUrl, searchUrl, metricsUrl } = running;
  const [services, ...endpoints] = await Promise.all([
    runtime === "docker" ? containersOf(stack.name, running) : [],
    probe("page", pageUrl),
    probe("search", searchUrl),
    probe("metrics", metricsUrl),
  ]);
  const isServing = endpoints.every(({ healthy }) => healthy);
  return {
    started: true,
    healthy: isServing && services.every(({ healthy }) => healthy),
    runtime,
    endpoints,
    services,
    counts: isServing ? await counts(pageUrl) : undefined,
  };
}

async function containersOf(stack: string, { services }: RunningStack): Promise<ServiceStatus[]> {
  const engine = await dockerEngine();
  const states = "missing" in engine ? new Map() : await containerStates(engine, stack);
  return services.map((service) => {
    const found = states.get(service.name);
    const state = found?.health === "none" ? found.state : (found?.health ?? "missing");
    return { ...service, state, since: found?.since ?? "", healthy: state === "healthy" };
  });
}

async function counts(pageUrl: string) {
  const response = await fetch(new URL("/api/stats", pageUrl), {
    signal: AbortSignal.timeout(3_000),
  });
  return (await response.json()) as Record<string, unknown>;
}
