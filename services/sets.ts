/** Services that are turned on together. The application is always there and in none of them. */
export const sets = {
  observability: [
    "prometheus",
    "alertmanager",
    "grafana",
    "loki",
    "promtail",
    "cadvisor",
    "node-exporter",
    "blackbox-exporter",
    "docker-socket-proxy",
  ],
  search: ["qdrant", "redis", "redis-exporter"],
  platform: [
    "postgres",
    "mongodb",
    "chroma",
    "gateway",
    "mcp-gateway",
    "github-mcp-server",
    "vault",
  ],
} as const;

export type SetName = keyof typeof sets;

/** What a stack has unless it says otherwise. */
export const defaultSets: readonly SetName[] = ["observability", "search"];

export const logAgents = ["promtail", "alloy"] as const;

export type LogAgent = (typeof logAgents)[number];

export type ServiceName = (typeof sets)[SetName][number] | LogAgent;

/** Every service that can be turned on, in the order of the status table. */
export const serviceNames: readonly ServiceName[] = [
  ...new Set([...Object.values(sets).flat(), ...logAgents]),
];

/** What a service is of no use without, whether or not it waits for it at its start. */
const needs: Partial<Record<ServiceName, readonly ServiceName[]>> = {
  promtail: ["docker-socket-proxy", "loki"],
  alloy: ["docker-socket-proxy", "loki"],
  cadvisor: ["docker-socket-proxy"],
  "redis-exporter": ["redis"],
  "mcp-gateway": ["github-mcp-server"],
};

/**
 * The services that a comma-separated list of sets and services means, with what they need, in the
 * order of the status table. In a set the log agent is the one chosen; an empty list means none. Throws
 * on a name that is neither.
 */
export function chosenServices(text: string, logAgent: LogAgent): ServiceName[] {
  const names = text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const chosen = new Set(names.flatMap((name) => meant(name, logAgent)).flatMap(withNeeds));
  return serviceNames.filter((name) => chosen.has(name));
}

function meant(name: string, logAgent: LogAgent): readonly ServiceName[] {
  if (isSet(name)) {
    return sets[name].map((service) => (service === "promtail" ? logAgent : service));
  }
  if (isService(name)) return [name];
  throw new Error(
    `services: there is no set or service of this name, got "${name}"; use the sets` +
      ` ${Object.keys(sets).join(", ")} or the services ${serviceNames.join(", ")}`,
  );
}

function isSet(name: string): name is SetName {
  return Object.hasOwn(sets, name);
}

function isService(name: string): name is ServiceName {
  return serviceNames.some((service) => service === name);
}

function withNeeds(name: ServiceName): ServiceName[] {
  return [name, ...(needs[name] ?? [])];
}
