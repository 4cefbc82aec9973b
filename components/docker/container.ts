import { Container, type ContainerArgs } from "@pulumi/docker/container.js";
import { RemoteImage } from "@pulumi/docker/remoteImage.js";
import * as pulumi from "@pulumi/pulumi";
import type { Service, ServicePort } from "../../services/types.ts";
import { fileCarrier } from "./file-carrier.ts";
import type { DockerHost } from "./host.ts";
import { isolation, resourceLimits } from "./isolation.ts";
import { labelList, serviceLabel, stackLabel } from "./labels.ts";
import { lifecycle } from "./lifecycle.ts";
import { environment, type SecretValues } from "./secrets.ts";

export interface ServiceContainerArgs<Role extends string = string> {
  /** Where it runs; must have been made for this service too. */
  host: DockerHost;
  /** What runs. A service that names the roles of its ports gets a typed URL for each. */
  service: Omit<Service, "ports"> & { ports: (ServicePort & { name: Role })[] };
  /** Values of the secrets that the service uses, by name. Default none. */
  secretValues?: SecretValues;
  /** An image that the engine has, for example one that was built; default the service's, pulled. */
  localImage?: pulumi.Input<string>;
  /** What has to be healthy before it starts. Default nothing. */
  dependencies?: ServiceContainer[];
}

/** One service as a container: made when it is healthy, with no right that it has no reason for. */
export class ServiceContainer<Role extends string = string> extends pulumi.ComponentResource {
  /** The engine's id of the container; known once it is healthy. */
  readonly containerId: pulumi.Output<string>;
  /**
   * URL of each port by its role, known once the service is healthy: that on the host where the port
   * is published, else the one among the services.
   */
  readonly urls: Record<Role, pulumi.Output<string>>;
  private readonly container: Container;

  constructor(
    name: string,
    args: ServiceContainerArgs<Role>,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("copilot:docker:ServiceContainer", name, {}, opts);
    const { host, service, secretValues = {}, dependencies = [] } = args;

    const image = args.localImage ?? pulledImage(name, args, { parent: this });
    const carrier = fileCarrier(name, { host, service, secretValues, image }, { parent: this });
    this.container = new Container(
      name,
      {
        name: host.containerName(service.name),
        image,
        ...programArguments(service),
        envs: environment(service, secretValues),
        hostname: service.name,
        labels: labelList({ [stackLabel]: host.stackName, [serviceLabel]: service.name }),
        logDriver: "json-file",
        logOpts: { "max-size": "10m", "max-file": "3" },
        ...reach(host, service),
        volumes: volumes(host, service, carrier),
        ...isolation(service),
        ...resourceLimits(service),
        ...lifecycle(service, host.knowsStartInterval),
      },
      {
        parent: this,
        dependsOn: dependencies.map(({ container }) => container),
        // The provider stores a change of these without applying it.
        replaceOnChanges: ["healthcheck", "tmpfs"],
      },
    );

    this.containerId = this.container.id;
    this.urls = Object.fromEntries(
      service.ports.map((port) => {
        const url = urlOf(host, service.name, port);
        return [port.name, this.containerId.apply(() => url)];
      }),
    ) as typeof this.urls;
    this.registerOutputs({ containerId: this.containerId, urls: this.urls });
  }
}

function pulledImage(
  name: string,
  { host, service }: ServiceContainerArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const image = host.imageName(service.image);
  // The name rather than the id: it is what people and metrics see, and a full tag does not move.
  return new RemoteImage(`${name}-image`, { name: image, keepLocally: true }, opts).name;
}

/** The image has the program; with no arguments given, it keeps its own. */
function programArguments({ command: [, ...given] }: Pick<Service, "command">) {
  return given.length > 0 ? { command: given } : {};
}

/** Networks and ports. */
function reach(host: DockerHost, service: Pick<Service, "name" | "networks" | "ports">) {
  const external = host.externalNetworkOf(service.name);
  const networks = [
    ...service.networks.map((network) => ({
      name: host.networkName(network),
      aliases: [service.name],
    })),
    // Without an alias, which others may have there.
    ...(external === undefined ? [] : [{ name: external }]),
  ];
  const ports = service.ports.flatMap(({ number, published }) =>
    published ? [{ internal: number, external: published.number, ip: host.address }] : [],
  );
  return {
    // Without a network of its own a container would join the engine's standard bridge.
    ...(networks.length > 0 ? { networksAdvanced: networks } : { networkMode: "none" }),
    ...(ports.length > 0 && { ports }),
  } satisfies Partial<ContainerArgs>;
}

function volumes(
  host: DockerHost,
  service: Pick<Service, "volumes">,
  carrier: Container | undefined,
) {
  return [
    ...service.volumes
      .filter(({ hostFolder }) => hostFolder === undefined)
      .map(({ name, path }) => ({ volumeName: host.volumeName(name), containerPath: path })),
    ...(carrier ? [{ fromContainer: pulumi.interpolate`${carrier.id}:ro` }] : []),
  ];
}

function urlOf(host: DockerHost, service: string, { number, published }: ServicePort): string {
  return published ? `http://${host.address}:${published.number}` : `http://${service}:${number}`;
}
