import { hash } from "node:crypto";
import { z } from "zod";
import type { SearchRequest } from "./search.ts";

/**
 * Where in an answer a page begins. Every page is cut from the same ranking, as long as no chat changes:
 * one that is added or goes on between two pages may let a session come twice, or not at all.
 */
export interface Place {
  /** Sessions on the pages before. */
  offset: number;
  /** Messages asked of each leg, on the first page and so on all. */
  depth: number;
}

/**
 * Where the page of a request begins; undefined where its cursor is none, or is one of other words,
 * filters or another mode. Whoever makes up a cursor gets no more than another page of their own.
 */
export function placeOf(request: SearchRequest): Place | undefined {
  const { cursor } = request;
  if (cursor === undefined) return firstPlace(request);
  const { data } = placeSchema.safeParse(parsed(cursor));
  if (data === undefined || data[0] !== questionHash(request)) return undefined;
  return { offset: data[1], depth: data[2] };
}

export function cursorOf(request: SearchRequest, { offset, depth }: Place): string {
  const place: z.infer<typeof placeSchema> = [questionHash(request), offset, depth];
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

export const longestCursor = 200;

/** Deep enough that the hits of a talkative session leave room for others, and for more pages. */
export function firstPlace({ limit }: Pick<SearchRequest, "limit">): Place {
  return { offset: 0, depth: Math.max(fewest, limit * 4) };
}

const fewest = 100;
const most = 400;

const placeSchema = z.tuple([
  z.string(),
  // Both legs can find other messages, each of another session.
  z
    .int()
    .min(1)
    .max(most * 2),
  z.int().min(fewest).max(most),
]);

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    return undefined;
  }
}

/** Equal for equal questions, whatever page of the answer they ask for. */
function questionHash({ query, mode = "hybrid", filters = {} }: SearchRequest): string {
  const given = Object.entries(filters).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return hash("sha256", JSON.stringify([query, mode, given]), "base64url").slice(0, 16);
}
