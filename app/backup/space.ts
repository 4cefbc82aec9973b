import { existsSync, statfsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { sql } from "kysely";
import type { Settings } from "../settings.ts";
import { databaseFileName } from "../store/database-file.ts";
import type { BackupType } from "./archive/name.ts";
import { administratorsDatabase, ownerOf } from "./components/application/postgres-dump.ts";

/** Bytes that this user may still write to the disk of a folder, which may not be there yet. */
export type FreeBytes = (directory: string) => number;

export const freeBytesOf: FreeBytes = (directory) => {
  if (!existsSync(directory)) return freeBytesOf(dirname(directory));
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
};

/**
 * Throws with nothing written where `directory` has no room for `neededBytes` and a little more, so
 * that nothing else on the disk is left without.
 */
export function refuseWithoutRoom(
  directory: string,
  neededBytes: number,
  freeBytes: FreeBytes = freeBytesOf,
): void {
  const [needed, free] = [neededBytes + spareBytes, freeBytes(directory)];
  if (free >= needed) return;
  throw new Error(
    `${directory}: has no room, got ${megabytes(free)} and ${megabytes(needed)} are needed; free ` +
      "some space, or use another disk. Nothing was changed",
  );
}

const spareBytes = 16_000_000;

/** What a run writes at most: what is copied first, and the archive, which `archiveCopies` tells of. */
export async function estimatedBytes(
  settings: Settings,
  type: BackupType,
  archiveCopies: number,
): Promise<number> {
  if (type === "config" || type === "volumes") return 0;
  return (1 + archiveCopies) * (await databaseBytes(settings));
}

async function databaseBytes({ dataDirectory, database }: Settings): Promise<number> {
  if (database === undefined) {
    const path = join(dataDirectory, databaseFileName);
    return [path, `${path}-wal`].reduce(
      (sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
  }
  const db = administratorsDatabase(database, ownerOf(database));
  try {
    const { rows } = await sql<{ bytes: number }>`
      select pg_database_size(current_database()) as bytes`.execute(db);
    return rows[0]?.bytes ?? 0;
  } finally {
    await db.destroy();
  }
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6).toLocaleString("en-US")} MB`;
}
