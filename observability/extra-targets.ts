/** Metrics of something that this stack does not run. */
export interface ExtraTarget {
  /** The job of its metrics. */
  name: string;
  /** `host:port` as Prometheus reaches it. */
  address: string;
  /** Path of its metrics. */
  path: string;
}

/**
 * Reads `name=host:port` or `name=host:port/path`; the path is `/metrics` when left out. Throws an
 * Error that begins with `key`, the configuration key of the text.
 */
export function extraTarget(text: string, key: string): ExtraTarget {
  const { name, address, port, path } = form.exec(text)?.groups ?? {};
  if (name === undefined || address === undefined || !isPort(Number(port))) {
    throw new Error(
      `${key}: is no target, got ${JSON.stringify(text)};` +
        " use name=host:port or name=host:port/path with a lower-kebab name",
    );
  }
  return { name, address, path: path ?? "/metrics" };
}

/** A name like those of services, and a host name, an IPv4 address or an IPv6 address in brackets. */
const form =
  /^(?<name>[a-z][a-z0-9-]*)=(?<address>(?:[\w.-]+|\[[0-9A-Fa-f:.]+\]):(?<port>\d{1,5}))(?<path>\/[^\s?#]*)?$/;

function isPort(port: number): boolean {
  return port >= 1 && port <= 65_535;
}
