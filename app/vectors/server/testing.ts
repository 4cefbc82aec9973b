import { temporaryFolder } from "../../commands/testing.ts";
import type { OpenedDatabase } from "../../store/open.ts";
import { openSqliteDatabase } from "../../store/sqlite.ts";
import type { VectorServer } from "./server.ts";
import { serverVectors } from "./server-vectors.ts";

/** A new database whose vectors are on `server`, and nothing there is left of it when it is closed. */
export async function openBeside(server: VectorServer): Promise<OpenedDatabase> {
  const folder = temporaryFolder();
  const made = new Set<string>();
  const remembering: VectorServer = {
    ...server,
    create(collection, dimensions) {
      made.add(collection);
      return server.create(collection, dimensions);
    },
  };
  const database = await openSqliteDatabase({
    directory: folder.path,
    vectorsOf: (db, owner) => serverVectors(db, owner, remembering),
  });
  return {
    ...database,
    async close() {
      await database.close();
      folder[Symbol.dispose]();
      for (const collection of made) await server.drop(collection);
    },
  };
}
