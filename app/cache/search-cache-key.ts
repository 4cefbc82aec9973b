import { hash } from "node:crypto";

export interface SearchCacheKeyParts {
  /** Changes with everything that an answer depends on: what is stored, how, and by which version. */
  generation: string;
  /** Whose chats are searched: nobody is ever given the answer to somebody else. */
  caller: string;
  /** The whole request with its defaults filled in. */
  request: object;
}

/** Equal for equal questions, and only for those; tells nothing of what was asked. */
export function searchCacheKey({ generation, caller, request }: SearchCacheKeyParts): string {
  return `search:${hash("sha256", canonicalJson({ generation, caller, request }))}`;
}

/** JSON in which the order of an object's keys makes no difference. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(
          Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)),
        )
      : part,
  );
}
