import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const stagePrefix = ".stage-";

/**
 * A private folder in `directory` for what is copied before it is archived, gone when the `using`
 * block ends. Those of runs that were killed go too: the caller alone works in `directory`.
 */
export function stageIn(directory: string) {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(directory)) {
    if (name.startsWith(stagePrefix)) rmSync(join(directory, name), { recursive: true });
  }
  return furtherStageIn(directory);
}

/** The same for a run that has one already. */
export function furtherStageIn(directory: string) {
  const path = mkdtempSync(join(directory, stagePrefix));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
