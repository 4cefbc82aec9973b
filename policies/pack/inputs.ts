import { Secret } from "@pulumi/policy";
import { joinPaths } from "../property-path.ts";
import { unknownText } from "./unknown.ts";

/** What a program asks of a resource, as plans have it. */
export interface Inputs {
  values: Record<string, unknown>;
  /** For example `siteConfig.appSettings[2].value`. */
  secretPaths: string[];
}

/** Reads the properties that the SDK of policies hands out, unknown and secret ones too. */
export function readInputs(properties: Record<string, unknown>): Inputs {
  const secretPaths: string[] = [];
  const read = (value: unknown, path: string): unknown => {
    if (typeof value !== "object" || value === null) return value;
    const isList = Array.isArray(value);
    // By keys, because the SDK's wrapping breaks the methods of lists.
    const entries = Object.keys(value).map((key): [string, unknown] => {
      const place = joinPaths(path, isList ? `[${key}]` : key);
      if (isSecret(value, key)) secretPaths.push(place);
      return [key, read(known(value, key), place)];
    });
    return isList ? entries.map(([, item]) => item) : Object.fromEntries(entries);
  };
  return { values: read(properties, "") as Record<string, unknown>, secretPaths };
}

/** The wrapping takes secrets out for whoever reads them, and for nobody else. */
function isSecret(owner: object, key: string): boolean {
  return Object.getOwnPropertyDescriptor(owner, key)?.value instanceof Secret;
}

/** The wrapping throws for whoever reads a value that is not known yet. */
function known(owner: object, key: string): unknown {
  try {
    return Reflect.get(owner, key);
  } catch {
    return unknownText;
  }
}
