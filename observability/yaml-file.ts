import { stringify } from "yaml";
import type { ServiceFile } from "../services/types.ts";

/** A file of a service that reads YAML. */
export function yamlFile(path: string, content: unknown): ServiceFile {
  // Expressions stay on one line, and equal parts are written out where they are used.
  return { path, content: stringify(content, { lineWidth: 0, aliasDuplicateObjects: false }) };
}
