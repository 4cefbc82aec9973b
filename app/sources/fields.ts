import { z } from "zod";
import { isRecord, typeName } from "./json.ts";
import type { Report } from "./problems.ts";

/** What `readFields` gives for a shape: every field may be missing. */
export type Fields<Shape extends Record<string, z.ZodType>> = {
  [Key in keyof Shape]: z.output<Shape[Key]> | undefined;
};

/**
 * Reads the fields of `shape` out of `record`, each on its own: one of the wrong type is undefined
 * and reported as `<at>.<name>: …`, and the others are read. Null counts as missing, because that is
 * what `undefined` in a list turns into on disk.
 */
export function readFields<Shape extends Record<string, z.ZodType>>(
  record: Record<string, unknown>,
  shape: Shape,
  at: string,
  report: Report,
): Fields<Shape> {
  const fields: Record<string, unknown> = {};
  // Not by entries: this runs for every line of a log.
  for (const name in shape) {
    const value = Object.hasOwn(record, name) ? (record[name] ?? undefined) : undefined;
    const parsed = value === undefined ? undefined : shape[name]?.safeParse(value);
    fields[name] = parsed?.data;
    if (parsed?.error === undefined) continue;
    const path = at === "" ? name : `${at}.${name}`;
    report(`${path}: ${parsed.error.issues[0]?.message}, got ${typeName(value)}; left out`);
  }
  return fields as Fields<Shape>;
}

/** End of the year 9999, the last that dates write plainly, in milliseconds since 1970. */
export const latestTime = 253_402_300_799_999;

/** Types of fields, each with the words that a report uses for it. */
export const text = z.string("expected text");
export const flag = z.boolean("expected true or false");
export const list = z.array(z.unknown(), "expected a list");
export const record = z.custom<Record<string, unknown>>(isRecord, "expected an object");
export const count = z.int("expected a whole number").nonnegative("expected 0 or more");
/** Milliseconds since 1970, UTC. */
export const time = z
  .number("expected a time in milliseconds")
  .min(0, "expected a time in milliseconds since 1970")
  .max(latestTime, "expected a time in milliseconds since 1970")
  .transform(Math.trunc);
export const textOrRecord = z.union([z.string(), record], "expected text or an object");
