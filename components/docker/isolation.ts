import type { ContainerArgs } from "@pulumi/docker/container.js";
import type { Service } from "../../services/types.ts";

/** The least that a container may, and what its service has a reason to do beyond that. */
export function isolation({
  user,
  rights,
  limits,
  volumes,
}: Pick<Service, "user" | "rights" | "limits" | "volumes">) {
  const { capabilities = [], devices = [], hostPaths = [] } = rights;
  const mounts = [
    ...hostPaths.map(({ source, path }) => bind(source, path, true)),
    ...volumes.flatMap(({ hostFolder, path }) =>
      hostFolder === undefined ? [] : [bind(hostFolder, path, false)],
    ),
  ];
  return {
    user,
    capabilities: {
      drops: ["ALL"],
      // Without the prefix some engines read back another name than was given.
      ...(capabilities.length > 0 && { adds: capabilities.map(({ name }) => `CAP_${name}`) }),
    },
    securityOpts: ["no-new-privileges:true"],
    readOnly: rights.writableRoot === undefined,
    // Writable for every user; what they hold counts as memory.
    tmpfs: Object.fromEntries(["/tmp", ...(limits.scratch ?? [])].map((path) => [path, ""])),
    ...(devices.length > 0 && {
      devices: devices.map(({ path }) => ({
        hostPath: path,
        containerPath: path,
        permissions: "r",
      })),
    }),
    ...(mounts.length > 0 && { mounts }),
    ...(rights.hostProcesses !== undefined && { pidMode: "host" }),
  } satisfies Partial<ContainerArgs>;
}

/** A path of the host. As one of `volumes` it would be made there, by root, where it is missing. */
function bind(source: string, target: string, readOnly: boolean) {
  return { type: "bind", source, target, readOnly };
}

/**
 * Limits of memory and processor; memory is never swapped. The provider has no limit of processes:
 * `ulimits` would count those of the user on the whole machine.
 */
export function resourceLimits({ limits: { memoryMb, cpus } }: Pick<Service, "limits">) {
  return {
    memory: memoryMb,
    memorySwap: memoryMb,
    // As the provider reads it back: other text for the same number would replace the container.
    cpus: Number.isInteger(cpus) ? cpus.toFixed(1) : String(cpus),
  } satisfies Partial<ContainerArgs>;
}
