import { z } from "zod";
import { keyNameProblem, longestLifeDays } from "../access/new-key.ts";
import { ownerProblem } from "../access/owner.ts";
import { defaultScopes, scopes } from "../access/scope.ts";
import { Problem } from "./problem.ts";

/** Body that asks for a new API key. */
export const keyRequest = z.strictObject(
  {
    owner: textWithout(ownerProblem),
    name: textWithout(keyNameProblem),
    scopes: z
      .array(
        z.enum(scopes, {
          error: ({ input }) => `not a scope, got ${shown(input)}; use ${scopes.join(", ")}`,
        }),
        { error: ({ input }) => `not a list of scopes, got ${shown(input)}; use ["read"]` },
      )
      .min(1, { error: 'no scope; use ["read"]' })
      .default([...defaultScopes]),
    expiresDays: wholeNumber(1, longestLifeDays).optional(),
  },
  notAnObject('{"owner": "ada", "name": "laptop"}'),
);

/** Body that says who sees a session. */
export const visibilityRequest = z.strictObject(
  {
    visibility: z.enum(["private", "team"], {
      error: ({ input }) => `not a visibility, got ${shown(input)}; use private or team`,
    }),
  },
  notAnObject('{"visibility": "team"}'),
);

/** Throws a Problem with status 400 that names the first field in error. */
export function valid<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const reading = schema.safeParse(input);
  if (reading.success) {
    return reading.data;
  }
  const [issue] = reading.error.issues;
  if (issue?.code === "unrecognized_keys") {
    const key = [...issue.path, ...issue.keys.slice(0, 1)].join(".");
    throw new Problem(400, "invalid_request", `${key}: not known here; leave it out`, key);
  }
  const field = issue?.path.join(".") || "body";
  throw new Problem(400, "invalid_request", `${field}: ${issue?.message}`, field);
}

export function notAnObject(example: string) {
  return {
    error: ({ code, input }: { code?: string; input?: unknown }) =>
      code === "unrecognized_keys"
        ? undefined
        : `not an object, got ${shown(input)}; use ${example}`,
  };
}

/** Text in which `problemIn` finds nothing wrong. */
function textWithout(problemIn: (text: string) => string | undefined) {
  return z
    .string({ error: ({ input }) => `not text, got ${shown(input)}` })
    .superRefine((text, context) => {
      const message = problemIn(text);
      if (message !== undefined) context.addIssue({ code: "custom", message });
    });
}

export function wholeNumberText(least: number, most: number) {
  return z
    .custom<string>(
      (input) => /^\d{1,10}$/.test(String(input)) && isWholeNumber(Number(input), least, most),
      { error: ({ input }) => notWholeNumber(input, least, most) },
    )
    .meta({ type: "integer", minimum: least, maximum: most })
    .transform(Number);
}

export function wholeNumber(least: number, most: number) {
  return z
    .custom<number>((input) => isWholeNumber(input, least, most), {
      error: ({ input }) => notWholeNumber(input, least, most),
    })
    .meta({ type: "integer", minimum: least, maximum: most });
}

function isWholeNumber(input: unknown, least: number, most: number): boolean {
  return Number.isInteger(input) && Number(input) >= least && Number(input) <= most;
}

function notWholeNumber(input: unknown, least: number, most: number): string {
  return `not a whole number from ${least} to ${most}, got ${shown(input)}`;
}

export function shown(input: unknown): string {
  return input === undefined ? "nothing" : JSON.stringify(input).slice(0, 80);
}
