import { z } from "zod";
import { momentExample, momentOf } from "../search/moment.ts";
import { sourceKinds } from "../sources/model.ts";
import { shown } from "./validation.ts";

/** What of the messages is asked for; times are those of `momentOf`. */
export const filterFields = {
  workspace: words(500).exactOptional(),
  source: oneOf(sourceKinds, "source").exactOptional(),
  role: oneOf(["user", "assistant"], "role").exactOptional(),
  model: words(200).exactOptional(),
  from: moment("start").exactOptional(),
  to: moment("end").exactOptional(),
  tool: words(200).exactOptional(),
  has: oneOf(["code", "error"], "kind of content").exactOptional(),
};

/** Whether there is any time between the two. */
export function isForward({ from = 0, to = Number.POSITIVE_INFINITY }): boolean {
  return from < to;
}

export function words(longest: number) {
  return z
    .string({ error: ({ input }) => `not text, got ${shown(input)}` })
    .min(1, { error: "empty; leave it out" })
    .max(longest, { error: `longer than ${longest} characters` });
}

export function oneOf<const Value extends string>(values: readonly Value[], what: string) {
  return z.enum(values, {
    error: ({ input }) => `not a ${what}, got ${shown(input)}; use ${values.join(", ")}`,
  });
}

function moment(edge: "start" | "end") {
  return z
    .custom<string>((input) => typeof input === "string" && momentOf(input, edge) !== undefined, {
      error: ({ input }) => `not a time, got ${shown(input)}; use ${momentExample}`,
    })
    .meta({ type: "string", description: `For example ${momentExample}` })
    .transform((text) => momentOf(text, edge) ?? 0);
}
