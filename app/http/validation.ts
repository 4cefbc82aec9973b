import { z } from "zod";
import { Problem } from "./problem.ts";

/** Query string of a listing. */
export const sessionPage = z.strictObject({
  limit: wholeNumberText(1, 200).default(50),
  offset: wholeNumberText(0, 1_000_000_000).default(0),
});

/** Body of a search. The longest query is far beyond what a person types. */
export const searchRequest = z.strictObject(
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
  },
  {
    error: ({ code, input }) =>
      code === "unrecognized_keys"
        ? undefined
        : `not an object, got ${shown(input)}; use {"query": "…"}`,
  },
);

/** Throws a Problem with status 400 that names the first field in error. */
export function valid<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const reading = schema.safeParse(input);
  if (reading.success) {
    return reading.data;
  }
  const [issue] = reading.error.issues;
  if (issue?.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    throw new Problem(400, "invalid_request", `${key}: not known here; leave it out`, key);
  }
  const field = issue?.path.join(".") || "body";
  throw new Problem(400, "invalid_request", `${field}: ${issue?.message}`, field);
}

function wholeNumberText(least: number, most: number) {
  return z
    .custom<string>(
      (input) => /^\d{1,10}$/.test(String(input)) && isWholeNumber(Number(input), least, most),
      { error: ({ input }) => notWholeNumber(input, least, most) },
    )
    .transform(Number);
}

function isWholeNumber(input: unknown, least: number, most: number): boolean {
  return Number.isInteger(input) && Number(input) >= least && Number(input) <= most;
}

function notWholeNumber(input: unknown, least: number, most: number): string {
  return `not a whole number from ${least} to ${most}, got ${shown(input)}`;
}

function shown(input: unknown): string {
  return input === undefined ? "nothing" : JSON.stringify(input).slice(0, 80);
}
