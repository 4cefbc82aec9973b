import { serviceLabel, stackLabel } from "../../components/docker/labels.ts";
import type { DockerEngine } from "../../stacks/docker-engine.ts";
import { dockerLines } from "./client.ts";

const healthWords = ["healthy", "unhealthy", "starting"] as const;

export interface ContainerState {
  /** In Docker's words, for example `running`, `restarting`, `exited` or `created`. */
  state: string;
  /** What its health check says; `none` where there is no check or it does not run. */
  health: (typeof healthWords)[number] | "none";
  /** How long it has been in that state, in Docker's words, for example `5 minutes`; else empty. */
  since: string;
}

/** The state of each service of the stack that has a container, by the service's name. */
export async function containerStates(
  { host }: Pick<DockerEngine, "host">,
  stackName: string,
): Promise<Map<string, ContainerState>> {
  // Named columns: the whole of it as JSON makes the engine measure every container's disk.
  const format = `{{.Label "${serviceLabel}"}}\t{{.State}}\t{{.Status}}`;
  const filters = [`label=${stackLabel}=${stackName}`, `label=${serviceLabel}`];
  const args = ["ps", "--all", ...filters.flatMap((filter) => ["--filter", filter])];
  return new Map((await dockerLines(host, [...args, "--format", format])).map(containerState));
}

function containerState(line: string): [string, ContainerState] {
  const [service = "", state = "", status = ""] = line.split("\t");
  return [service, { state, health: healthOf(status), since: timeOf(status) }];
}

/** From the end of it, for example `Up 5 seconds (health: starting)`. */
function healthOf(status: string): ContainerState["health"] {
  const word = /\((?:health: )?(\w+)\)$/.exec(status)?.[1];
  return healthWords.find((health) => health === word) ?? "none";
}

/** From the middle of it, for example `Exited (137) 4 seconds ago`; `Created` has none. */
function timeOf(status: string): string {
  const pattern = /^(?:Up|(?:Exited|Restarting) \(-?\d+\)) (.+?)(?: ago)?(?: \([^)]*\))?$/;
  return pattern.exec(status)?.[1] ?? "";
}
