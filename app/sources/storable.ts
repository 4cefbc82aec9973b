/** Deepest nesting kept; real chats stay below 30, and recursion over JSON must end. */
export const deepestNesting = 200;

/**
 * `value` with only text that every database takes: no NUL characters, which PostgreSQL refuses,
 * and no lone surrogates, which UTF-8 cannot say. What is nested deeper than `deepestNesting`
 * becomes null. Parts that need no change are shared with `value`, which is never altered.
 */
export function storable(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return storableText(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth === deepestNesting) return null;
  return Array.isArray(value) ? storableList(value, depth + 1) : storableObject(value, depth + 1);
}

function storableText(text: string): string {
  return (text.includes("\0") ? text.replaceAll("\0", "") : text).toWellFormed();
}

function storableList(list: unknown[], depth: number): unknown[] {
  const items = list.map((item) => storable(item, depth));
  return items.every((item, index) => item === list[index]) ? list : items;
}

function storableObject(object: object, depth: number): object {
  let changed = false;
  const entries = Object.entries(object).map(([key, value]): [string, unknown] => {
    const entry: [string, unknown] = [storableText(key), storable(value, depth)];
    changed ||= entry[0] !== key || entry[1] !== value;
    return entry;
  });
  // fromEntries makes own properties, so that a key `__proto__` stays data.
  return changed ? Object.fromEntries(entries) : object;
}
