/**
 * Whether `path` is, or is within, what Pulumi's options call `parent`: a path such as `sku.name`,
 * where `[*]` is any item of a list.
 */
export function isWithin(path: string, parent: string): boolean {
  const comparable = parent.includes("[*]") ? path.replace(/\[[^\]]+\]/g, "[*]") : path;
  return (
    comparable === parent ||
    comparable.startsWith(`${parent}.`) ||
    comparable.startsWith(`${parent}[`)
  );
}
