import { holdsSecret, isSecretPath } from "../policies/secret-texts.ts";

/** One value at the end of a path. Lists of plain values are one value. */
export interface Leaf {
  /** For a person: items of lists go by their name, as in `siteConfig.appSettings[PORT].value`. */
  path: string;
  value: unknown;
  isSecret: boolean;
}

/** What of a value must not be shown. */
export interface Secrets {
  /** Paths with indexes, as the recorder writes them. */
  paths: string[];
  /** Texts that are secret wherever they stand. */
  texts: string[];
}

/** Every value within `values`, in its own order. A list or object without items is one value too. */
export function leavesOf(values: Record<string, unknown>, secrets: Secrets): Leaf[] {
  return Object.entries(values).flatMap(([key, value]) =>
    leavesAt(value, readablePath("", key), key, secrets),
  );
}

/** The names that make the items of a list known, or undefined where not every item has its own. */
function itemNames(list: unknown[]): string[] | undefined {
  const names = list.map((item) => (isObject(item) ? item.name : undefined));
  const areNames = names.every((name) => typeof name === "string");
  return areNames && new Set(names).size === names.length ? names : undefined;
}

function leavesAt(value: unknown, path: string, place: string, secrets: Secrets): Leaf[] {
  if (secrets.paths.includes(place)) return [{ path, value, isSecret: true }];
  if (Array.isArray(value) && value.some(isObject)) {
    const names = itemNames(value);
    return value.flatMap((item, index) =>
      leavesAt(item, `${path}[${names?.[index] ?? index}]`, `${place}[${index}]`, secrets),
    );
  }
  if (!isObject(value) || Object.keys(value).length === 0) {
    return [{ path, value, isSecret: isSecretLeaf(value, place, secrets) }];
  }
  return Object.entries(value).flatMap(([key, item]) =>
    leavesAt(item, readablePath(path, key), `${place}.${key}`, secrets),
  );
}

/** A list of plain values may hold a secret at one of its places. */
function isSecretLeaf(value: unknown, place: string, { paths, texts }: Secrets): boolean {
  if (isSecretPath(place, paths)) return true;
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.some((text) => typeof text === "string" && holdsSecret(text, texts));
}

function readablePath(path: string, key: string): string {
  if (key.includes(".")) return `${path}["${key}"]`;
  return path === "" ? key : `${path}.${key}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
