import { connect } from "node:net";
import { stackLabel } from "../../components/docker/labels.ts";
import { findPortOwner } from "../../providers/process/port-owner.ts";
import type { Service, ServicePort } from "../../services/types.ts";
import type { DockerEngine } from "../../stacks/docker-engine.ts";
import { dockerLines } from "./client.ts";

type Published = NonNullable<ServicePort["published"]>;

/** Where every published port listens. */
const loopback = "127.0.0.1";
const ANSWER_LIMIT_MS = 1_000;

/**
 * A line for each port of the services that something else has, with its name where it can be known and
 * the key that moves the port. A container of the stack may have it: the port stays its own or is given
 * back first. None for an engine on another machine, whose ports are not seen from here.
 */
export async function portProblems(
  services: Pick<Service, "ports">[],
  engine: Pick<DockerEngine, "host">,
  stackName: string,
): Promise<string[]> {
  // Docker's own virtual machine on macOS publishes on the loopback address of the host as well.
  if (!engine.host.startsWith("unix://")) return [];
  const published = services.flatMap(({ ports }) => ports.flatMap((port) => port.published ?? []));
  const problems = await Promise.all(published.map((port) => problemOf(port, engine, stackName)));
  return problems.filter((problem) => problem !== undefined);
}

async function problemOf(
  { number, configKey }: Published,
  { host }: Pick<DockerEngine, "host">,
  stackName: string,
): Promise<string | undefined> {
  if (!(await isTaken(number))) return undefined;
  const containers = await publishers(number, host);
  if (containers.some(({ stack }) => stack === stackName)) return undefined;
  const owner = containers[0] ? `container ${containers[0].name}` : processAt(number);
  const choose = `choose another with "npm run pulumi -- config set ${configKey} <number>"`;
  return `${configKey}: port ${number} is in use by ${owner}; stop it or ${choose}`;
}

/** The running containers that offer the port on any address. */
async function publishers(port: number, host: string) {
  const format = `{{.Names}}\t{{.Label "${stackLabel}"}}`;
  const filter = ["--filter", `publish=${port}`];
  return (await dockerLines(host, ["ps", ...filter, "--format", format])).map((line) => {
    const [name, stack] = line.split("\t");
    return { name, stack };
  });
}

function processAt(port: number): string {
  const owner = findPortOwner(port);
  return owner ? `${owner.command} (pid ${owner.pid})` : "another process";
}

/**
 * Whether somebody listens. An attempt to listen would not tell it below 1024, where the engine may and
 * this user may not, nor on macOS, where a second may listen beside one that does so on all addresses.
 */
async function isTaken(port: number): Promise<boolean> {
  const socket = connect({ host: loopback, port, timeout: ANSWER_LIMIT_MS });
  try {
    return await new Promise((answer) => {
      // The system may give the free port to this very socket, which then answers itself.
      socket.once("connect", () => answer(socket.localPort !== port));
      // A free port refuses at once; only one who has no time for new connections lets us wait.
      socket.once("timeout", () => answer(true));
      socket.once("error", () => answer(false));
    });
  } finally {
    socket.destroy();
  }
}
