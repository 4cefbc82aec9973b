import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { unknownValue } from "@pulumi/pulumi/runtime/rpc.js";
import type { CheckFailure } from "../serve.ts";
import { isTree, type Wire } from "../wire.ts";

/** Properties of an object type by name. */
type Shape = Map<string, { type: string; isOptional: boolean }>;

const sdkFolder = join(createRequire(import.meta.url).resolve("@pulumi/docker/package.json"), "..");

/**
 * Everything in `inputs` that is not what the SDK's types say: names, kinds, nested ones too. The real
 * provider has the same schema, so it refuses the same; a compiler says it only to typed programs.
 *
 * @param inputs Without the wrappers of secrets.
 */
export function illTyped(token: string, inputs: Wire): CheckFailure[] {
  const file = /^docker:index\/(\w+):\w+$/.exec(token)?.[1];
  const resource = token.split(":").at(-1) ?? "";
  const shape = file && interfaces(`${file}.d.ts`).get(`${resource}Args`);
  if (!shape) return [{ property: "", reason: `${token} is no resource type of the SDK` }];
  return objectFailures("", inputs, shape, token);
}

function objectFailures(path: string, value: Wire, shape: Shape, owner: string): CheckFailure[] {
  const at = (key: string) => (path ? `${path}.${key}` : key);
  const unknown = Object.keys(value).filter((key) => !shape.has(key));
  return [
    ...unknown.map((key) => ({ property: at(key), reason: `is not an input of ${owner}` })),
    ...[...shape].flatMap(([key, { type, isOptional }]) => {
      if (value[key] !== undefined && value[key] !== null) {
        return valueFailures(at(key), value[key], type);
      }
      return isOptional ? [] : [{ property: at(key), reason: `is required by ${owner}` }];
    }),
  ];
}

function valueFailures(path: string, value: unknown, type: string): CheckFailure[] {
  if (value === unknownValue) return [];
  const [, element] = /^pulumi\.Input<(.+)>\[\]$/.exec(type) ?? [];
  if (element) {
    if (!Array.isArray(value)) return [wrong(path, "a list", value)];
    return value.flatMap((item, index) => valueFailures(`${path}[${index}]`, item, element));
  }
  const [, entry] = /^\{\[key: string\]: pulumi\.Input<(\w+)>\}$/.exec(type) ?? [];
  if (entry) {
    if (!isTree(value)) return [wrong(path, "an object", value)];
    return Object.entries(value).flatMap(([key, item]) =>
      valueFailures(`${path}.${key}`, item, entry),
    );
  }
  const [, name] = /^inputs\.(\w+)$/.exec(type) ?? [];
  if (name) {
    if (!isTree(value)) return [wrong(path, "an object", value)];
    return objectFailures(path, value, nested(name), name);
  }
  // Enumerations of the SDK are texts.
  const kind = type.startsWith("enums.") ? "string" : type;
  return typeof value === kind ? [] : [wrong(path, `a ${kind}`, value)];
}

function wrong(property: string, kind: string, value: unknown): CheckFailure {
  return { property, reason: `must be ${kind}, got ${JSON.stringify(value)}` };
}

function nested(name: string): Shape {
  const shape = interfaces("types/input.d.ts").get(name);
  if (!shape) throw new Error(`types/input.d.ts: has no ${name}`);
  return shape;
}

const files = new Map<string, Map<string, Shape>>();

/** Interfaces of a declaration file of the SDK. They are generated, so a line is a property. */
function interfaces(file: string): Map<string, Shape> {
  const known = files.get(file);
  if (known) return known;
  const source = readFileSync(join(sdkFolder, file), "utf8").replaceAll(/\/\*\*.*?\*\//gs, "");
  const found = new Map(
    [...source.matchAll(/export interface (\w+) \{\n(.*?)\n\}/gs)].map(
      ([, name = "", body = ""]) => [name, shapeOf(body)],
    ),
  );
  files.set(file, found);
  return found;
}

function shapeOf(body: string): Shape {
  const oneLine = body.replaceAll(/\{\s+(\[key: string\]: [^;]+);\s+\}/g, "{$1}");
  const properties = oneLine.matchAll(/^\s+(\w+)(\??): pulumi\.Input<(.+?)(?: \| undefined)?>;$/gm);
  return new Map(
    [...properties].map(([, name = "", optional, type = ""]) => [
      name,
      { type, isOptional: optional === "?" },
    ]),
  );
}
