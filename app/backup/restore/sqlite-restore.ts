import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "../../settings.ts";
import { databaseFileName } from "../../store/database-file.ts";
import type { Manifest } from "../archive/manifest.ts";
import { redactionKeyName } from "../components/application/application.ts";
import { readyDatabase, refuseOtherDatabase } from "./staged-database.ts";
import { newFilesFolder, swapIn } from "./swap.ts";
import type { RestoredVectors } from "./vectors.ts";

export interface SqliteRestoreOptions {
  /** Folder with what was in the archive. */
  stage: string;
  manifest: Manifest;
  vectors: RestoredVectors;
  /** Folder below that of the data where what was there stays; undefined: it goes in the end. */
  keepOldIn: string | undefined;
  onStep: (step: "checking" | "swapping") => void;
}

/** Puts the archived database in the place of that in the data folder, or leaves all as it is. */
export async function restoreSqlite(
  { dataDirectory }: Settings,
  { stage, manifest, vectors, keepOldIn, onStep }: SqliteRestoreOptions,
): Promise<void> {
  const fresh = newFilesFolder(dataDirectory);
  const path = join(fresh, databaseFileName);
  onStep("checking");
  mkdirSync(fresh, { mode: 0o700 });
  renameSync(join(stage, "application", databaseFileName), path);
  const key = join(stage, "application", redactionKeyName);
  if (existsSync(key)) renameSync(key, join(fresh, redactionKeyName));
  const ready = await readyDatabase(path, manifest, vectors.collections);
  onStep("swapping");
  const place = join(dataDirectory, databaseFileName);
  swapIn(dataDirectory, {
    keepOldIn,
    check: () => refuseOtherDatabase(place, ready),
  });
}
