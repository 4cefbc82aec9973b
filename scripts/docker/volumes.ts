import { stackLabel } from "../../components/docker/labels.ts";
import type { DockerEngine } from "../../stacks/docker-engine.ts";
import { askDocker, dockerLines } from "./client.ts";

export interface RemovedVolumes {
  /** Names of those that are gone. */
  removed: string[];
  /** A line for each that could not be removed. */
  problems: string[];
}

/** Removes every volume of the stack, with the data in it. */
export async function removeVolumes(
  { host }: Pick<DockerEngine, "host">,
  stackName: string,
): Promise<RemovedVolumes> {
  const filter = ["--filter", `label=${stackLabel}=${stackName}`];
  const names = await dockerLines(host, ["volume", "ls", "--quiet", ...filter]);
  const problems = await Promise.all(names.map((name) => removeVolume(host, name)));
  return {
    removed: names.filter((_, index) => problems[index] === undefined),
    problems: problems.filter((problem) => problem !== undefined),
  };
}

/** Answers the problem, if there is one. */
async function removeVolume(host: string, name: string): Promise<string | undefined> {
  const answer = await askDocker(host, ["volume", "rm", name]);
  if ("output" in answer) return undefined;
  const users = await usersOf(host, name);
  if (users.length === 0) return `${name}: cannot be removed, ${answer.reason}`;
  const remove = `docker rm --force ${users.join(" ")}`;
  return `${name}: is still in use by container ${users.join(", ")}; remove it with "${remove}"`;
}

/** Names of the containers that have the volume, also of those that do not run. */
function usersOf(host: string, volume: string): Promise<string[]> {
  const filter = ["--filter", `volume=${volume}`];
  return dockerLines(host, ["ps", "--all", ...filter, "--format", "{{.Names}}"]);
}
