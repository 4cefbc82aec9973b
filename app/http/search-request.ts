import { z } from "zod";
import { longestCursor, placeOf } from "../search/cursor.ts";
import { type SearchRequest, searchModes } from "../search/search.ts";
import { filterFields, isForward, oneOf, words } from "./filters.ts";
import { notAnObject, shown, wholeNumber } from "./validation.ts";

const filters = z
  .strictObject(filterFields, notAnObject('{"source": "vscode"}'))
  .refine(isForward, {
    path: ["to"],
    error: "not after filters.from, so no message can fit; swap the two",
  });

/** The longest is far beyond what a person types. */
const query = z
  .string({ error: ({ input }) => `not text, got ${shown(input)}; use the words to find` })
  .trim()
  .min(1, { error: "empty; use the words to find" })
  .max(1000, { error: "longer than 1000 characters; use fewer words" });

/** Body of a search. */
export const searchRequest = z
  .strictObject(
    {
      query,
      limit: wholeNumber(1, 100).default(10),
      mode: oneOf(searchModes, "mode").default("hybrid"),
      filters: filters.default({}),
      cursor: words(longestCursor).exactOptional(),
    },
    notAnObject('{"query": "…"}'),
  )
  .refine((request) => placeOf(request) !== undefined, {
    path: ["cursor"],
    error: "not of this search; use the nextCursor of its page before, or leave it out",
  }) satisfies z.ZodType<SearchRequest>;

/** Body that asks for words like those of a query. */
export const suggestRequest = z.strictObject({ query }, notAnObject('{"query": "…"}'));
