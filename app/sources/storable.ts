/** Deepest nesting kept; real chats stay below 30, and recursion over JSON must end. */
export const deepestNesting = 200;

/**
 * `value` with only text that every database takes: no NUL characters, which PostgreSQL refuses,
 * and no lone surrogates, which UTF-8 cannot say. What is nested deeper than `deepestNesting`
 * becomes null. `value` itself is never altered, and given back where it needs no change: nearly
 * always, so that is found out first, without making anything.
 */
export function storable(value: unknown): unknown {
  return isStorable(value, 0) ? value : storableAt(value, 0);
}

function isStorable(value: unknown, depth: number): boolean {
  if (typeof value === "string") return isStorableText(value);
  if (typeof value !== "object" || value === null) return true;
  if (depth === deepestNesting) return false;
  if (Array.isArray(value)) return value.every((item) => isStorable(item, depth + 1));
  for (const key in value) {
    if (!isStorableText(key)) return false;
    if (!isStorable((value as Record<string, unknown>)[key], depth + 1)) return false;
  }
  return true;
}

function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

function storableAt(value: unknown, depth: number): unknown {
  if (typeof value === "string") return storableText(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth === deepestNesting) return null;
  if (Array.isArray(value)) return value.map((item) => storableAt(item, depth + 1));
  // fromEntries makes own properties, so that a key `__proto__` stays data.
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [storableText(key), storableAt(item, depth + 1)]),
  );
}

function storableText(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}
