import { z } from "zod";
import { longestCursor, placeOf } from "../search/cursor.ts";
import { momentExample, momentOf } from "../search/moment.ts";
import { type SearchRequest, searchModes } from "../search/search.ts";
import { sourceKinds } from "../sources/model.ts";
import { isWholeNumber, notAnObject, notWholeNumber, shown } from "./validation.ts";

const filters = z
  .strictObject(
    {
      workspace: words(500).exactOptional(),
      source: oneOf(sourceKinds, "source").exactOptional(),
      role: oneOf(["user", "assistant"], "role").exactOptional(),
      model: words(200).exactOptional(),
      from: moment("start").exactOptional(),
      to: moment("end").exactOptional(),
      tool: words(200).exactOptional(),
      has: oneOf(["code", "error"], "kind of content").exactOptional(),
    },
    notAnObject('{"source": "vscode"}'),
  )
  .refine(({ from = 0, to = Number.POSITIVE_INFINITY }) => from < to, {
    path: ["to"],
    error: "not after filters.from, so no message can fit; swap the two",
  });

/** Body of a search. The longest query is far beyond what a person types. */
export const searchRequest = z
  .strictObject(
    {
      query: z
        .string({ error: ({ input }) => `not text, got ${shown(input)}; use the words to find` })
        .trim()
        .min(1, { error: "empty; use the words to find" })
        .max(1000, { error: "longer than 1000 characters; use fewer words" }),
      limit: z
        .custom<number>((input) => isWholeNumber(input, 1, 100), {
          error: ({ input }) => notWholeNumber(input, 1, 100),
        })
        .default(10),
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

function words(longest: number) {
  return z
    .string({ error: ({ input }) => `not text, got ${shown(input)}` })
    .min(1, { error: "empty; leave it out" })
    .max(longest, { error: `longer than ${longest} characters` });
}

function oneOf<const Value extends string>(values: readonly Value[], what: string) {
  return z.enum(values, {
    error: ({ input }) => `not a ${what}, got ${shown(input)}; use ${values.join(", ")}`,
  });
}

function moment(edge: "start" | "end") {
  return z
    .custom<string>((input) => typeof input === "string" && momentOf(input, edge) !== undefined, {
      error: ({ input }) => `not a time, got ${shown(input)}; use ${momentExample}`,
    })
    .transform((text) => momentOf(text, edge) ?? 0);
}
