import Database from "better-sqlite3";
import type { RestoredCollection } from "./vectors.ts";

/**
 * Lets the database at `path` know the collections that its vectors are in now, and which of its
 * messages have none there, so that an import makes those anew.
 */
export function nameCollections(path: string, collections: RestoredCollection[]): void {
  const database = new Database(path, { fileMustExist: true });
  try {
    const rename = database.prepare("update vector_generations set key = ? where name = ?");
    const forget = database.prepare(
      `delete from message_vectors where generation = ? and is_zero = 0
       and message_id not in (select value from json_each(?))`,
    );
    database.transaction(() => {
      for (const { generation, key, messageIds } of collections) {
        rename.run(key, generation);
        forget.run(generation, JSON.stringify(messageIds));
      }
    })();
  } finally {
    database.close();
  }
}
