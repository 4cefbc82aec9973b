import { z } from "zod";
import { storable } from "../sources/storable.ts";
import { ingestLimits } from "./limits.ts";

// Schemas of single fields. Messages never repeat a value, which is somebody's chat.

/** Text that every database takes, of `most` UTF-16 units. */
export function text(most: number) {
  return z
    .string({ error: "not text" })
    .max(most, { error: `longer than ${most.toLocaleString("en-US")} characters` })
    .refine(isStorable, { error: "holds a NUL or half a surrogate pair; leave such out" });
}

/** A word for a kind, a model or a tool; an empty one is one that the product gave none. */
export function word() {
  return text(ingestLimits.word);
}

/** Text that is looked up by, of `mostBytes` in UTF-8; never empty. */
export function indexedText(mostBytes: number) {
  return text(mostBytes)
    .min(1, { error: "empty" })
    .refine((value) => Buffer.byteLength(value) <= mostBytes, {
      error: `longer than ${mostBytes.toLocaleString("en-US")} bytes`,
    });
}

/** Any JSON that can be stored. */
export function json() {
  return z
    .unknown()
    .refine(isStorable, { error: "holds a NUL or half a surrogate pair, or is nested too deep" });
}

/** A count of what can be counted exactly. */
export function count(most: number = Number.MAX_SAFE_INTEGER, least = 0) {
  const error = `not a whole number from ${least} to ${most.toLocaleString("en-US")}`;
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error });
}

/** The year 2100. What is later was counted in another unit, and nothing newer could ever follow it. */
const latestTime = Date.UTC(2100, 0);

/** Milliseconds since 1970, UTC. */
export function time() {
  const error = "not a time in whole milliseconds from 1970 to 2100";
  return z.number({ error }).int({ error }).min(0, { error }).lt(latestTime, { error });
}

export function list<Item extends z.ZodType>(item: Item, most: number) {
  return z
    .array(item, { error: "not a list" })
    .max(most, { error: `longer than ${most.toLocaleString("en-US")} items` });
}

export function oneOf<const Words extends readonly string[]>(words: Words) {
  return z.enum(words, { error: `none of ${words.join(", ")}` });
}

export function object<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: ({ code }) => (code === "unrecognized_keys" ? undefined : "not an object"),
  });
}

/** What is wrong with one field of a request, for programs and for people. */
export interface FieldProblem {
  /** Path such as `session.messages.3.text`. */
  field: string;
  /** Sentence that begins with the field. */
  message: string;
}

/** The first thing that a schema did not like. */
export function firstProblem({ issues: [issue] }: z.ZodError): FieldProblem {
  if (issue?.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    const field = [...issue.path, key.slice(0, ingestLimits.word)].join(".");
    return problemOf(field, "not known here; leave it out");
  }
  return problemOf(issue?.path.join(".") || "body", issue?.message ?? "not as it should be");
}

export function problemOf(field: string, problem: string): FieldProblem {
  return { field, message: `${field}: ${problem}` };
}

function isStorable(value: unknown): boolean {
  return storable(value) === value;
}
