import { Network as BridgeNetwork } from "@pulumi/docker/network.js";
import { Volume as NamedVolume } from "@pulumi/docker/volume.js";
import * as pulumi from "@pulumi/pulumi";
import type { Network, Service } from "../../services/types.ts";
import { labelList, stackLabel } from "./labels.ts";

export interface DockerHostArgs {
  /** What every name in the engine starts with, and the value of the label `copilot.stack`. */
  stackName: string;
  /** Everything that runs here: the networks and volumes that they use are made. */
  services: Pick<Service, "name" | "networks" | "volumes">[];
  /** Version of the engine's API, for example `1.47`: `docker version -f '{{.Server.APIVersion}}'`. */
  apiVersion: string;
  /** IPv4 address that published ports listen on; default 127.0.0.1. */
  address?: string;
  /** Registry that images come through, put before their names; default none. */
  registryMirror?: string;
  /** A network that somebody else made, and the services that join it beside their own. */
  externalNetwork?: ExternalNetwork;
}

export interface ExternalNetwork {
  name: string;
  /** Names of services. */
  services: string[];
}

/** What the containers of a stack share on one Docker Engine: networks, volumes, and how they are named. */
export class DockerHost extends pulumi.ComponentResource {
  readonly stackName: string;
  readonly address: string;
  /** Whether the engine can check a container's health more often while it starts. */
  readonly knowsStartInterval: boolean;
  private readonly networks: Map<Network, pulumi.Output<string>>;
  private readonly volumes: Map<string, pulumi.Output<string>>;
  private readonly externalNetwork: ExternalNetwork | undefined;
  private readonly imagePrefix: string;

  constructor(name: string, args: DockerHostArgs, opts?: pulumi.ComponentResourceOptions) {
    super("copilot:docker:Host", name, {}, opts);
    requireKnownServices(args);
    this.stackName = args.stackName;
    this.address = args.address ?? "127.0.0.1";
    this.knowsStartInterval = isAtLeast(args.apiVersion, startIntervalApiVersion);
    this.networks = makeNetworks(name, args, { parent: this });
    this.volumes = makeVolumes(name, args, { parent: this });
    this.externalNetwork = args.externalNetwork;
    this.imagePrefix = args.registryMirror ? `${args.registryMirror.replace(/\/+$/, "")}/` : "";
    this.registerOutputs();
  }

  /** Name of a container. */
  containerName(service: string): string {
    return `${this.stackName}-${service}`;
  }

  /** Where an image is pulled from. */
  imageName(image: string): string {
    return this.imagePrefix + image;
  }

  /** The engine's name of the network. Throws when none of the host's services uses it. */
  networkName(network: Network): pulumi.Output<string> {
    return found(this.networks, network, "network");
  }

  /** The engine's name of the volume. Throws when none of the host's services has it. */
  volumeName(volume: string): pulumi.Output<string> {
    return found(this.volumes, volume, "volume");
  }

  /** Name of somebody else's network, if the service joins it. */
  externalNetworkOf(service: string): string | undefined {
    return this.externalNetwork?.services.includes(service) ? this.externalNetwork.name : undefined;
  }
}

/** https://docs.docker.com/reference/api/engine/version-history/#v144-api-changes */
const startIntervalApiVersion = "1.44";

function requireKnownServices({ externalNetwork, services }: DockerHostArgs): void {
  const names = services.map(({ name }) => name);
  const stranger = externalNetwork?.services.find((service) => !names.includes(service));
  if (stranger === undefined) return;
  throw new Error(
    `externalNetwork.services: "${stranger}" does not run here; use ${names.join(", ")}`,
  );
}

function isAtLeast(version: string, minimum: string): boolean {
  if (!/^\d+\.\d+$/.test(version)) {
    throw new Error(`apiVersion: must be two numbers such as 1.47, got "${version}"`);
  }
  return version.localeCompare(minimum, "en", { numeric: true }) >= 0;
}

function makeNetworks(
  name: string,
  { stackName, services }: DockerHostArgs,
  opts: pulumi.CustomResourceOptions,
) {
  const used = new Set(services.flatMap(({ networks }) => networks));
  return new Map(
    [...used].map((network) => {
      const made = new BridgeNetwork(
        `${name}-${network}`,
        {
          name: `${stackName}-${network}`,
          driver: "bridge",
          ...(network !== "egress" && { options: withoutWayOut }),
          labels: labelList({ [stackLabel]: stackName }),
        },
        opts,
      );
      return [network, made.name];
    }),
  );
}

/** Without an address of the host to stand for theirs, containers get no answer from elsewhere. */
const withoutWayOut = { "com.docker.network.bridge.enable_ip_masquerade": "false" };

function makeVolumes(
  name: string,
  { stackName, services }: DockerHostArgs,
  opts: pulumi.CustomResourceOptions,
) {
  const volumes = services.flatMap((service) =>
    service.volumes.filter(({ hostFolder }) => hostFolder === undefined).map(({ name }) => name),
  );
  const twice = volumes.find((volume, index) => volumes.indexOf(volume) !== index);
  if (twice) throw new Error(`${twice}: is a volume of two services; give each a name of its own`);
  return new Map(
    volumes.map((volume) => {
      const made = new NamedVolume(
        `${name}-${volume}`,
        {
          name: `${stackName}-${volume}`,
          labels: labelList({ [stackLabel]: stackName }),
        },
        // Data outlives the stack; the engine hands an existing volume of that name to the next one.
        { ...opts, retainOnDelete: true },
      );
      return [volume, made.name];
    }),
  );
}

function found<Key, Value>(map: Map<Key, Value>, key: Key, kind: string): Value {
  const value = map.get(key);
  if (value === undefined) throw new Error(`${key}: is no ${kind} of this host's services`);
  return value;
}
