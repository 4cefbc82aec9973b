import { once } from "node:events";
import { connect, createServer } from "node:net";
import { findPortOwner } from "./port-owner.ts";
import type { PortClaim } from "./service.ts";

/** Throws when a port cannot be listened on: one line for each, naming who has it and the key. */
export async function requireFreePorts(claims: readonly PortClaim[]): Promise<void> {
  const problems = await Promise.all(claims.map(problemOf));
  const found = problems.filter((problem) => problem !== undefined);
  if (found.length > 0) {
    throw new Error(found.join("\n"));
  }
}

async function problemOf({ host, number, configKey }: PortClaim): Promise<string | undefined> {
  const code = (await isAnswered(host, number)) ? "EADDRINUSE" : await listenError(host, number);
  const choose = `choose another with "npm run pulumi -- config set ${configKey} <number>"`;
  switch (code) {
    case undefined:
      return undefined;
    case "EADDRINUSE":
      return `port ${number} is in use by ${ownerOf(number)}: stop it or ${choose}`;
    case "EACCES":
      return `port ${number} needs rights that this user lacks: ${choose}`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `port ${number}: ${host} is not an address of this machine`;
    default:
      return `port ${number} cannot be listened on (${code}): ${choose}`;
  }
}

function ownerOf(number: number): string {
  const owner = findPortOwner(number);
  return owner === undefined ? "another process" : `${owner.command} (pid ${owner.pid})`;
}

/** macOS lets two processes listen where one of them did so on all addresses, so ask first. */
async function isAnswered(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port, timeout: 1000 });
  try {
    return await new Promise((answer) => {
      // The system may give the free port to this very socket, which then answers itself.
      socket.once("connect", () => answer(socket.localPort !== port));
      socket.once("timeout", () => answer(false));
      socket.once("error", () => answer(false));
    });
  } finally {
    socket.destroy();
  }
}

async function listenError(host: string, port: number): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, "listening");
    server.close();
    await once(server, "close");
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}
