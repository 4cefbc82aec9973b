import type { FastifyInstance } from "fastify";
import { chatApp } from "../service.ts";
import type { Settings } from "../settings.ts";
import { isForThisMachine } from "./loopback.ts";
import type { ServerName } from "./server-name.ts";

/** A server and where it is to listen. */
export interface Listener {
  name: ServerName;
  server: FastifyInstance;
  /** TCP port. */
  port: number;
  /** Environment variable of the port. */
  variable: string;
  /** Whether it tells nothing to whoever has no key, so that other machines may get at it. */
  mayListenAnywhere: boolean;
}

/**
 * Makes every server listen on `host`, in order. When one cannot, all are closed and an Error names
 * the variable to change.
 */
export async function listen(
  listeners: Listener[],
  settings: Pick<Settings, "host" | "isPublishedOnLoopback">,
): Promise<void> {
  const { host } = settings;
  if (!isForThisMachine(settings) && !listeners.every((listener) => listener.mayListenAnywhere)) {
    throw new Error(
      `${chatApp.environment.host}: not an address of this machine alone, got "${host}"; ` +
        "use 127.0.0.1, because the chats are shown without a login, or ask for keys with " +
        `${chatApp.environment.access}=keys`,
    );
  }
  for (const { name, server, port, variable } of listeners) {
    try {
      await server.listen({
        host,
        port,
        listenTextResolver: (address) => `${name} listens at ${address}`,
      });
    } catch (error) {
      await closeAll(listeners);
      throw inWords(error, variable, port);
    }
  }
}

/**
 * Stops accepting, lets running requests finish, and cuts those that still run after `graceMs`.
 * True when none had to be cut.
 */
export async function drain(listeners: Listener[], graceMs: number): Promise<boolean> {
  let finished = true;
  const deadline = setTimeout(() => {
    finished = false;
    for (const { server } of listeners) server.server.closeAllConnections();
  }, graceMs);
  await closeAll(listeners);
  clearTimeout(deadline);
  return finished;
}

async function closeAll(listeners: Listener[]) {
  await Promise.all(listeners.map(({ server }) => server.close()));
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
