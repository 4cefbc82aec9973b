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
 * `Refused` where the archive is of another database, whose messages have other numbers. A collection
 * that was not there is not there either when this fails.
 */
export async function restoreVectorsAlone(
  plan: RestorePlan,
  stage: string,
  settings: Settings,
  isWanted: (generation: string) => boolean = () => true,
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
  const wanted = archived.collections.filter(({ generation }) => isWanted(generation));
  for (const { generation, key } of wanted) {
    if (!present.some((one) => one.name === generation && one.key === key)) {
      throw new Refused(
        `vectors: those of ${generation} are of another database than the one in ${plan.place}; ` +
          "restore application along with them",
      );
    }
  }
  const made: string[] = [];
  try {
    for (const collection of wanted) {
      const name = collectionName({ name: collection.generation, key: collection.key });
      if ((await server.server.counts(name)) === undefined) made.push(name);
      notes.push(...(await fillCollection(server, collection, collection.key, stage, false)).notes);
    }
  } catch (error) {
    for (const name of made) await server.server.drop(name).catch(() => {});
    throw error;
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

/** Generations that the database which is there knows; none where there is no database. */
export async function generationsOf({
  dataDirectory,
  database,
}: Settings): Promise<StoredGeneration[]> {
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
