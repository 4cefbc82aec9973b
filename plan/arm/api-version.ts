import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/**
 * The version of Azure's API that the installed SDK uses for a type such as `azure-native:web:WebApp`.
 * Only the documentation of its class tells. Throws an Error where it does not.
 */
export function apiVersionOf(token: string): string {
  const [, module = "", name = ""] = token.split(":");
  const file = `@pulumi/azure-native/${module}/${name[0]?.toLowerCase()}${name.slice(1)}.js`;
  const source = readFileSync(createRequire(import.meta.url).resolve(file), "utf8");
  const [, version] = /Uses Azure REST API version (\S+?)\.\s/.exec(source) ?? [];
  if (!version) throw new Error(`${token}: names no API version in ${file}; see its documentation`);
  return version;
}
