import type { Engine } from "./engine.ts";
import { sqliteFullText } from "./sqlite-full-text.ts";
import { sqliteInserts } from "./sqlite-inserts.ts";
import { sqliteBytes } from "./sqlite-size.ts";
import {
  checkFile,
  dropStrayVectors,
  eraseRedacted,
  noteRedaction,
  vacuumFile,
} from "./sqlite-upkeep.ts";

export const sqliteEngine: Engine = {
  textIndex: sqliteFullText,
  databaseBytes: sqliteBytes,
  hasOneWriter: true,
  inserts: sqliteInserts,
  // Every transaction takes the one lock for writing at its start.
  async lockConversation() {},
  check: checkFile,
  vacuum: vacuumFile,
  noteRedaction,
  eraseRedacted,
  dropStrayVectors,
  // The opening has migrated it, so being read is all that it must.
  async schemaProblem(db) {
    await db.selectFrom("core.conversations").select("id").limit(1).execute();
    return undefined;
  },
};
