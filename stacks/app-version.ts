import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chatApp } from "../app/service.ts";

/** What decides what runs, relative to the repository: the code, its packages, how both are packed. */
const sources = [
  "app/**/*.{ts,json,js,css,html}",
  "package-lock.json",
  "scripts/bundle/*.{ts,json}",
];

/** Folders and files among them that do not change what runs. */
const irrelevant = [
  "app/samples/**",
  "**/*.test.ts",
  "**/*-contract.ts",
  "**/contract/**",
  "**/node_modules/**",
];

/**
 * Twelve hex digits over names and contents of the application's sources in `projectDirectory`. The
 * bundle is made from nothing else and reproducible, so this names its content before it is made.
 */
export function appVersion(projectDirectory: string): string {
  const files = globSync(sources, { cwd: projectDirectory, exclude: irrelevant }).sort();
  const hash = createHash("sha256");
  for (const file of files) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(projectDirectory, file)))
      .update("\0");
  }
  return hash.digest("hex").slice(0, 12);
}

/** File name of the bundle of that version: a package is never another than its name says. */
export function packageName(version: string): string {
  return `${chatApp.name}-${version}.zip`;
}

/** Tells in a package what its migrations make of a database; lies in `scripts/bundle/`. */
export const schemaFile = "schema.json";
