import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { z } from "zod";
import { localOutputsSchema } from "../stacks/outputs.ts";

/** What the engine's state says of the local stack. */
export interface StoredStack {
  /** What runs; undefined when nothing does. */
  running: RunningStack | undefined;
  /** Folder of its chats, null where they are in a volume; undefined before the first start. */
  dataDirectory: string | null | undefined;
  /**
   * URNs of what outlives `npm stop`: protected resources, with the components and providers that they
   * belong to. An update of a program without them is to leave them alone.
   */
  kept: string[];
}

const runningSchema = localOutputsSchema.omit({
  grafanaPassword: true,
  qdrantUrl: true,
  qdrantApiKey: true,
});

export type RunningStack = z.infer<typeof runningSchema>;

/** Reads the state. Secrets in it stay encrypted. */
export async function storedStack(stack: Stack): Promise<StoredStack> {
  const { deployment } = await stack.exportStack();
  const resources = deploymentSchema.parse(deployment ?? {}).resources ?? [];
  const services = resources.filter(({ type }) => serviceTypes.includes(type));
  const outputs = resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs;
  const { dataDirectory } = localOutputsSchema.shape;
  return {
    running: services.length > 0 ? runningSchema.safeParse(outputs).data : undefined,
    dataDirectory: dataDirectory.safeParse(outputs?.dataDirectory).data,
    kept: keptUrns(resources),
  };
}

/** Components that run something. */
const serviceTypes = ["copilot:process:Service", "copilot:docker:ServiceContainer"];

const resourceSchema = z.object({
  urn: z.string(),
  type: z.string(),
  parent: z.string().optional(),
  /** `<urn>::<id>` of the provider. */
  provider: z.string().optional(),
  protect: z.boolean().optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
});

type StoredResource = z.infer<typeof resourceSchema>;

const deploymentSchema = z.object({ resources: z.array(resourceSchema).optional() });

function keptUrns(resources: StoredResource[]): string[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const kept = new Set<string>();
  const keep = (urn: string | undefined) => {
    const resource = byUrn.get(urn ?? "");
    if (!resource || kept.has(resource.urn) || resource.type === "pulumi:pulumi:Stack") return;
    kept.add(resource.urn);
    keep(resource.parent);
    keep(resource.provider?.replace(/::[^:]*$/, ""));
  };
  for (const { urn, protect } of resources) if (protect) keep(urn);
  return [...kept];
}
