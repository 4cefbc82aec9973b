import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Folders and files that do not change what runs. */
const irrelevant = ["samples/**", "**/*.test.ts", "**/*-contract.ts", "**/*.md", "node_modules/**"];

/** Twelve hex digits over the names and contents of the code in `folder`; same code, same hash. */
export function contentHash(folder: string): string {
  const files = globSync("**/*.{ts,json,js,css,html}", { cwd: folder, exclude: irrelevant }).sort();
  const hash = createHash("sha256");
  for (const file of files) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(folder, file)))
      .update("\0");
  }
  return hash.digest("hex").slice(0, 12);
}
