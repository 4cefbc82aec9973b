import { z } from "zod";

/** What a key means to a person; `example` also stands in the message about a wrong value. */
export type KeyFacts = { description: string; example: string };

export function facts(description: string, example: string): KeyFacts {
  return { description, example };
}

export function choice<const Values extends readonly string[]>(values: Values) {
  return z.enum(values);
}

export function text() {
  return z.string().trim().min(1, "must not be empty");
}

export function matching(pattern: RegExp, what: string) {
  return z.string().regex(pattern, `must be ${what}`);
}

export function guid() {
  return matching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, "a GUID");
}

/** Configuration values are text, whatever Pulumi.yaml or a person wrote. */
export function wholeNumber(min: number, max: number) {
  const wish = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,7}$/, wish)
    .transform(Number)
    .pipe(z.number().min(min, wish).max(max, wish));
}

export function yesNo() {
  return z.enum(["true", "false"]).transform((value) => value === "true");
}

export function port(standard: number, description: string) {
  return wholeNumber(1, 65_535)
    .prefault(String(standard))
    .meta(facts(description, String(standard + 10_000)));
}

/** The items of a text that has commas between them. */
export function list(text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

export function mapValues<Value, Result>(
  record: Record<string, Value>,
  map: (value: Value) => Result,
) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
