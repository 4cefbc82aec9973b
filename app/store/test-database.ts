import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { OpenedDatabase } from "./open.ts";
import { openSqliteDatabase } from "./sqlite.ts";

/** An empty database that goes with the running test. */
export async function temporaryDatabase(): Promise<OpenedDatabase> {
  const directory = mkdtempSync(join(tmpdir(), "chats-"));
  const database = await openSqliteDatabase({ directory });
  onTestFinished(async () => {
    await database.close();
    rmSync(directory, { recursive: true });
  });
  return database;
}
