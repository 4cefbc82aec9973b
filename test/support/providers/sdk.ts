import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { CheckFailure } from "./serve.ts";
import type { Wire } from "./wire.ts";

/** What the SDK's compiled class says about a resource. */
export interface Declaration {
  inputs: ReadonlySet<string>;
  required: readonly string[];
}

/**
 * Everything in `inputs` that the SDK's class of that type does not declare, or misses. Nested
 * properties are left to the compiler: the SDK has them in types alone.
 */
export function undeclared(token: string, inputs: Wire): CheckFailure[] {
  const declaration = declarationOf(token);
  if (!declaration) {
    return [{ property: "", reason: `${token} is no resource type of the installed SDK` }];
  }
  const unknown = Object.keys(inputs).filter((property) => !declaration.inputs.has(property));
  const missing = declaration.required.filter((property) => !(property in inputs));
  return [
    ...unknown.map((property) => ({ property, reason: `is not an input of ${token}` })),
    ...missing.map((property) => ({ property, reason: `is required by ${token}` })),
  ];
}

const declarations = new Map<string, Declaration | undefined>();

/** Reads the class's source rather than run it: a constructor would register a resource. */
export function declarationOf(token: string): Declaration | undefined {
  if (!declarations.has(token)) declarations.set(token, readDeclaration(token));
  return declarations.get(token);
}

function readDeclaration(token: string): Declaration | undefined {
  const source = classSource(token);
  if (!source?.includes(`__pulumiType = '${token}'`)) return undefined;
  const names = (pattern: RegExp) => [...source.matchAll(pattern)].map(([, name]) => name ?? "");
  return {
    inputs: new Set(names(/resourceInputs\["(\w+)"\] = [^\n]*\bargs\b/g)),
    required: names(/Missing required property '(\w+)'/g),
  };
}

/** A module's index names the file of every class that it loads when it is asked for. */
function classSource(token: string): string | undefined {
  const [packageName = "", module = "", className = ""] = token.split(":");
  const folder = join(sdkFolder(packageName), module.replace(/^index\b.*/, "."));
  const index = join(folder, "index.js");
  if (!existsSync(index)) return undefined;
  const load = RegExp(`\\["${className}"\\], \\(\\) => require\\("\\./(\\w+)"\\)`);
  const [, file] = load.exec(readFileSync(index, "utf8")) ?? [];
  return file && readFileSync(join(folder, `${file}.js`), "utf8");
}

/** Version of the installed `@pulumi/<name>`. */
export function sdkVersion(name: string): string {
  const manifest = readFileSync(join(sdkFolder(name), "package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}

function sdkFolder(name: string): string {
  return dirname(createRequire(import.meta.url).resolve(`@pulumi/${name}/package.json`));
}
