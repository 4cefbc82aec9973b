import { resolve } from "node:path";

/** The repository's root. */
export const projectDirectory = resolve(import.meta.dirname, "../..");
