import type { Intent } from "./model.ts";

/** The fields that are text and not empty; undefined where none is. */
export function intentFrom(fields: { [Name in keyof Intent]: unknown }): Intent | undefined {
  const told = Object.entries(fields).filter(([, word]) => typeof word === "string" && word !== "");
  return told.length === 0 ? undefined : Object.fromEntries(told);
}
