/**
 * Pins that are not npm packages. Nothing else in the program knows a version; a test compares them
 * with `package.json` and `scripts/engine/go.mod`.
 */
export const versions = {
  /** The Pulumi engine and its SDK move together. */
  pulumi: "3.259.0",
} as const;
