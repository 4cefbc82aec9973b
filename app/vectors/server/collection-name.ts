import type { Generation } from "../generations.ts";

/** Readable, in characters that every server takes, and no other database's. */
export function collectionName({ name, key }: Pick<Generation, "name" | "key">): string {
  const readable = name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return `chats-${readable.slice(0, 80)}-${key}`;
}
