import { isRecord } from "./json.ts";

/** Last path segment of a URI in text, decoded, for people; the URI itself where it has none. */
export function uriName(uri: string): string {
  const path = uri.replace(/[?#].*$/s, "").replace(/^[\w.+-]+:(?:\/\/[^/]*)?/, "");
  const name = path.split(/[\\/]/).findLast((segment) => segment !== "");
  return name === undefined ? uri : decoded(name);
}

/**
 * Name of what a reference points to: a URI, as text or taken apart the way VS Code stores it; a
 * place in a file; or a symbol. Undefined for anything else.
 */
export function referenceName(reference: unknown): string | undefined {
  if (typeof reference === "string") return uriName(reference);
  if (!isRecord(reference)) return undefined;
  if (typeof reference.name === "string") return reference.name;
  if (typeof reference.path === "string") return fileName(reference.path);
  if (typeof reference.fsPath === "string") return fileName(reference.fsPath);
  return referenceName(reference.uri ?? reference.location);
}

function fileName(path: string): string {
  return path.split(/[\\/]/).findLast((segment) => segment !== "") ?? path;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
