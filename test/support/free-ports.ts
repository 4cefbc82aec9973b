import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/** TCP ports of the loopback address that nobody listens on now, all different. */
export async function freePorts<Names extends string>(
  ...names: Names[]
): Promise<Record<Names, number>> {
  const servers = await Promise.all(
    names.map(async () => {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return Object.fromEntries(names.map((name, index) => [name, ports[index]])) as Record<
    Names,
    number
  >;
}
