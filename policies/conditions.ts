/** What a value has to be. One that is not set arrives as undefined. */
export type Condition = (value: unknown) => boolean;

export const isSet: Condition = (value) =>
  value !== undefined &&
  value !== null &&
  value !== "" &&
  !(Array.isArray(value) && value.length === 0);

export const isUnset: Condition = (value) => !isSet(value);

export const equals =
  (expected: string | number | boolean): Condition =>
  (value) =>
    value === expected;

export const oneOf =
  (...allowed: (string | number | boolean | undefined)[]): Condition =>
  (value) =>
    allowed.some((one) => one === value);

/** Both ends included. */
export const between =
  (least: number, most: number): Condition =>
  (value) => {
    const number = typeof value === "string" ? Number(value) : value;
    return typeof number === "number" && number >= least && number <= most;
  };

export const atLeast = (least: number): Condition => between(least, Number.POSITIVE_INFINITY);

export const matches =
  (pattern: RegExp): Condition =>
  (value) =>
    typeof value === "string" && pattern.test(value);
