/** What is at a path such as `siteConfig.cors.allowedOrigins[0]`; undefined where there is nothing. */
export function valueAt(value: unknown, path: string): unknown {
  const keys = path.split(/[.[\]]+/).filter((key) => key !== "");
  return keys.reduce(
    (parent: unknown, key) =>
      typeof parent === "object" && parent !== null
        ? (parent as Record<string, unknown>)[key]
        : undefined,
    value,
  );
}

/** The list at a path; empty where there is none. */
export function listAt(value: unknown, path: string): unknown[] {
  const list = valueAt(value, path);
  return Array.isArray(list) ? list : [];
}

/** Either path, or both joined. */
export function joinPaths(parent: string, child: string): string {
  if (parent === "" || child === "") return parent + child;
  return child.startsWith("[") ? parent + child : `${parent}.${child}`;
}
