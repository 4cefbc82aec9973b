import type * as pulumi from "@pulumi/pulumi";
import type { Service } from "../../services/types.ts";
import { ServiceContainer, type ServiceContainerArgs } from "./container.ts";
import type { DockerHost } from "./host.ts";
import type { SecretValues } from "./secrets.ts";

export interface ServiceContainersArgs {
  host: DockerHost;
  services: Service[];
  /** Values of all secrets that the services use, by name. Default none. */
  secretValues?: SecretValues;
  /** Images that the engine has, by service; the other services' are pulled. Default none. */
  localImages?: Record<string, pulumi.Input<string>>;
}

/** The container of a service. Throws for a service that was not among them. */
export type ContainerOf = <Role extends string>(service: Service<Role>) => ServiceContainer<Role>;

/**
 * A container for each service. Each waits for exactly those that it depends on; the others start at
 * the same time. Throws when a service depends on one that is not there, or on itself in a circle.
 */
export function serviceContainers(
  { host, services, secretValues = {}, localImages = {} }: ServiceContainersArgs,
  opts?: pulumi.ComponentResourceOptions,
): ContainerOf {
  const made = new Map<string, ServiceContainer>();
  const make = (service: Service, waiting: string[]): ServiceContainer => {
    const { name, dependsOn } = service;
    const container = made.get(name);
    if (container) return container;
    if (waiting.includes(name)) {
      throw new Error(`dependsOn: ${[...waiting, name].join(" waits for ")}; break the circle`);
    }
    const dependencies = dependsOn.map((dependency) =>
      make(serviceNamed(dependency, service, services), [...waiting, name]),
    );
    const localImage = localImages[name];
    const args: ServiceContainerArgs = { host, service, secretValues, dependencies };
    const created = new ServiceContainer(
      name,
      { ...args, ...(localImage !== undefined && { localImage }) },
      opts,
    );
    made.set(name, created);
    return created;
  };
  for (const service of services) make(service, []);
  return <Role extends string>({ name }: Service<Role>) => {
    const container = made.get(name);
    if (!container) throw new Error(`${name}: is none of the services that were started`);
    return container as ServiceContainer<Role>;
  };
}

function serviceNamed(name: string, dependent: Service, services: Service[]): Service {
  const service = services.find((candidate) => candidate.name === name);
  if (service) return service;
  const names = services.map((candidate) => candidate.name).join(", ");
  throw new Error(`${dependent.name}.dependsOn: there is no service "${name}"; use ${names}`);
}
