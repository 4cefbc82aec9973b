import type { FastifyInstance } from "fastify";
import { chatApp } from "../service.ts";
import type { ServerName, Settings } from "../settings.ts";
import { isLoopback } from "./loopback.ts";

type Servers = Record<ServerName, FastifyInstance>;

const names = ["metrics", "search", "api"] as const;
const variables = chatApp.environment;

/**
 * Makes every server listen. When one cannot, all are closed and an Error names the variable to
 * change.
 */
export async function listen(
  servers: Servers,
  { host, ports }: Pick<Settings, "host" | "ports">,
): Promise<void> {
  if (!isLoopback(host)) {
    throw new Error(
      `${variables.host}: not an address of this machine alone, got "${host}"; ` +
        "use 127.0.0.1, because the chats are shown without a login",
    );
  }
  for (const name of names) {
    try {
      await servers[name].listen({
        host,
        port: ports[name],
        listenTextResolver: (address) => `${name} listens at ${address}`,
      });
    } catch (error) {
      await closeAll(servers);
      throw inWords(error, variables.ports[name], ports[name]);
    }
  }
}

/**
 * Stops accepting, lets running requests finish, and cuts those that still run after `graceMs`.
 * True when none had to be cut.
 */
export async function drain(servers: Servers, graceMs: number): Promise<boolean> {
  let finished = true;
  const deadline = setTimeout(() => {
    finished = false;
    for (const name of names) servers[name].server.closeAllConnections();
  }, graceMs);
  await closeAll(servers);
  clearTimeout(deadline);
  return finished;
}

async function closeAll(servers: Servers) {
  await Promise.all(names.map((name) => servers[name].close()));
}

function inWords(error: unknown, variable: string, port: number): unknown {
  switch (error instanceof Error && "code" in error ? error.code : undefined) {
    case "EADDRINUSE":
      return new Error(
        `${variable}: port ${port} is in use by another program; stop it or use another port`,
      );
    case "EACCES":
      return new Error(`${variable}: port ${port} needs more rights; use a port above 1023`);
    default:
      return error;
  }
}
