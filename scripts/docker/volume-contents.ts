import { spawn } from "node:child_process";
import { once } from "node:events";
import { open } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { stackLabel } from "../../components/docker/labels.ts";
import type { DockerEngine } from "../../stacks/docker-engine.ts";
import { docker, dockerLines } from "./client.ts";

type Host = Pick<DockerEngine, "host">;

/** Where a volume is in the container that is made for its copy. */
const place = "/volume";

/** Names of the stack's volumes, in order. */
export async function stackVolumes({ host }: Host, stackName: string): Promise<string[]> {
  const filter = ["--filter", `label=${stackLabel}=${stackName}`];
  return (await dockerLines(host, ["volume", "ls", "--quiet", ...filter])).toSorted();
}

/** Names of the running containers that have one of these volumes. */
export async function runningUsers({ host }: Host, volumes: string[]): Promise<string[]> {
  const filters = volumes.flatMap((volume) => ["--filter", `volume=${volume}`]);
  if (filters.length === 0) return [];
  const args = ["ps", "--filter", "status=running", ...filters, "--format", "{{.Names}}"];
  return [...new Set(await dockerLines(host, args))].toSorted();
}

/** Writes what is in a volume to the new file `path`, mode 600, as a tar file with owners and modes. */
export async function saveVolume(
  engine: Host,
  volume: string,
  path: string,
  signal?: AbortSignal,
): Promise<void> {
  await withCarrier(engine, volume, (carrier) =>
    streamed(engine, ["cp", "--archive", `${carrier}:${place}/.`, "-"], { output: path, signal }),
  );
}

/** Makes a volume anew with what is in the tar file at `path`. Nobody may have the volume. */
export async function loadVolume(
  engine: Host,
  stackName: string,
  volume: string,
  path: string,
): Promise<void> {
  const { host } = engine;
  await docker(host, ["volume", "rm", "--force", volume]);
  await docker(host, ["volume", "create", "--label", `${stackLabel}=${stackName}`, volume]);
  await withCarrier(engine, volume, (carrier) =>
    streamed(engine, ["cp", "--archive", "-", `${carrier}:${place}`], { input: path }),
  );
}

/** The client copies from and into containers only, of which one that never starts is enough. */
async function withCarrier(
  { host }: Host,
  volume: string,
  work: (carrier: string) => Promise<void>,
): Promise<void> {
  const [image] = await dockerLines(host, ["image", "ls", "--quiet"]);
  if (image === undefined)
    throw new Error("docker image ls: there is no image; run npm start first");
  const options = ["--network", "none", "--volume", `${volume}:${place}`];
  const carrier = await docker(host, ["container", "create", ...options, image, "none"]);
  try {
    await work(carrier);
  } finally {
    await docker(host, ["container", "rm", "--force", carrier]);
  }
}

/** Runs the client with a file for its input or its output, which may be of any size. */
async function streamed(
  { host }: Host,
  args: string[],
  { input, output, signal }: { input?: string; output?: string; signal?: AbortSignal | undefined },
): Promise<void> {
  const file = output === undefined ? undefined : await open(output, "wx", 0o600);
  const source = input === undefined ? undefined : await open(input);
  try {
    const child = spawn("docker", args, {
      env: { ...process.env, DOCKER_HOST: host },
      stdio: [source?.fd ?? "ignore", file?.fd ?? "ignore", "pipe"],
      ...(signal && { signal }),
    });
    const closed = once(child, "close");
    const [said, [code]] = await Promise.all([child.stderr ? text(child.stderr) : "", closed]);
    if (code !== 0) throw new Error(`docker ${args[0]}: ${said.trim() || `ended with ${code}`}`);
  } finally {
    await file?.close();
    await source?.close();
  }
}
