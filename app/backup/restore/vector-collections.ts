import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Settings } from "../../settings.ts";
import { databaseFileName } from "../../store/database-file.ts";
import { collectionName } from "../../vectors/server/collection-name.ts";
import type { StoredGeneration } from "../components/application/database-facts.ts";
import { administratorsDatabase, ownerOf } from "../components/application/postgres-dump.ts";
import { postgresFacts } from "../components/application/postgres-facts.ts";
import { sqliteFacts } from "../components/application/sqlite-facts.ts";
import { vectorExport } from "../components/vectors/vector-export.ts";
import { archivedCollections, collectionsMember } from "../components/vectors/vectors.ts";
import { Refused } from "../exit-codes.ts";
import type { RestorePlan } from "./plan.ts";
import { fillCollection } from "./vectors.ts";

/**
 * Fills the collections of the database that is there with the archived vectors of its messages. Throws
 * `Refused` where the archive is of another database, whose messages have other numbers.
 */
export async function restoreVectorsAlone(
  plan: RestorePlan,
  stage: string,
  settings: Settings,
): Promise<string[]> {
  const path = join(stage, collectionsMember);
  const server = await vectorExport(settings.vectors);
  if (!plan.components.includes("vectors") || !existsSync(path)) return [];
  if (server === undefined) {
    throw new Refused(
      "vectors: are kept with the messages here; set CHATS_VECTORS to use a server",
    );
  }
  const archived = archivedCollections.parse(JSON.parse(readFileSync(path, "utf8")));
  const present = await generationsOf(settings);
  const notes: string[] = [];
  for (const collection of archived.collections) {
    const { generation, key } = collection;
    if (!present.some((one) => one.name === generation && one.key === key)) {
      throw new Refused(
        `vectors: those of ${generation} are of another database than the one in ${plan.place}; ` +
          "restore application along with them",
      );
    }
    const filled = await fillCollection(server, collection, key, stage, false);
    notes.push(...filled.notes);
  }
  return notes;
}

/** Names of the collections that the database which is there knows, if it can be asked. */
export async function collectionsOf(settings: Settings): Promise<string[]> {
  if (settings.vectors.kind === "database") return [];
  return (await generationsOf(settings).catch(() => [])).map(collectionName);
}

/** Best effort: one that stays takes room, and is in nobody's way. */
export async function dropCollections(settings: Settings, names: string[]): Promise<void> {
  const server = await vectorExport(settings.vectors);
  for (const name of names) await server?.server.drop(name).catch(() => {});
}

async function generationsOf({ dataDirectory, database }: Settings): Promise<StoredGeneration[]> {
  if (database !== undefined) {
    const db = administratorsDatabase(database, ownerOf(database));
    try {
      return (await postgresFacts(db)).generations;
    } finally {
      await db.destroy();
    }
  }
  const path = join(dataDirectory, databaseFileName);
  if (!existsSync(path)) return [];
  const file = new Database(path, { readonly: true });
  try {
    return sqliteFacts(file).generations;
  } finally {
    file.close();
  }
}
