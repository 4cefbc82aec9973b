import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { ArchiveName } from "./archive/name.ts";

/**
 * The name of a backup in `directory`: of two that start in the same second, which is all that names
 * keep, the second starts a second later. `now` in milliseconds since 1970.
 */
export async function ownName(
  directory: string,
  name: ArchiveName,
  fileName: (name: ArchiveName) => string,
  now: () => number,
): Promise<ArchiveName> {
  if (!existsSync(join(directory, fileName(name)))) return name;
  // A timer may come a little early.
  await setTimeout(1_010);
  return { ...name, startedAt: now() };
}
