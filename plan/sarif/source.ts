import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { RecordedResource, ResourceGraph } from "../graph.ts";

/**
 * The file of the repository that a resource comes from, as near as its graph tells: that of its
 * service or component, or of one that it belongs to, else the program. What is no resource is a
 * waiver.
 */
export function sourceOf(name: string, { resources }: ResourceGraph): string {
  const resource = resources.find((one) => one.name === name);
  if (!resource) return "policies/waivers.ts";
  const files = lineage(resource, resources).flatMap(filesOf);
  return files.find((file) => existsSync(join(projectDirectory, file))) ?? "index.ts";
}

/** A resource and everything that it belongs to, the nearest first. */
function lineage(resource: RecordedResource, resources: RecordedResource[]): RecordedResource[] {
  const parent = resources.find(({ urn }) => urn === resource.parent);
  return parent ? [resource, ...lineage(parent, resources)] : [resource];
}

/** For example `services/host.ts` and `components/azure/resource-group.ts`. */
function filesOf({ name, type, isComponent }: RecordedResource): string[] {
  if (!isComponent) return [];
  const [, folder = "", component = ""] = type.split(":");
  const file = component.replace(/(?<=[a-z])[A-Z]/g, "-$&").toLowerCase();
  return [`services/${name}.ts`, `components/${folder}/${file}.ts`];
}

const projectDirectory = dirname(dirname(import.meta.dirname));
