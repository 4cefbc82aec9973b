import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { DatabaseSettings, Settings } from "../../../settings.ts";
import { databaseFileName } from "../../../store/database-file.ts";
import type { Member } from "../../archive/member.ts";
import type { Collected } from "../collected.ts";
import type { DatabaseFacts } from "./database-facts.ts";
import { dumpPostgres } from "./postgres-dump.ts";
import { type CopyOptions, copySqlite } from "./sqlite-copy.ts";
import { sqliteMessagesWithVector } from "./sqlite-facts.ts";

/** Name of the file by which placeholders of secrets are made; see `sanitize/key.ts`. */
export const redactionKeyName = "redaction.key";

export interface CollectedApplication extends Collected {
  facts: DatabaseFacts;
  /** Messages that have a vector of this generation in the vector store, at the moment of the copy. */
  messagesWithVector(generation: string): number[];
}

export type CollectOptions = CopyOptions & {
  /** Whether nobody reads the archive without a key: only then a secret goes into it. */
  isEncrypted: boolean;
};

/** Copies the database, whichever it is, into the folder `stage` as it is at one moment. */
export async function collectApplication(
  settings: Settings,
  stage: string,
  { isEncrypted, ...options }: CollectOptions,
): Promise<CollectedApplication> {
  const folder = join(stage, "application");
  mkdirSync(folder, { mode: 0o700 });
  const collected =
    settings.database === undefined
      ? await collectSqlite(settings, folder, options)
      : await collectPostgres(settings, settings.database, folder, options);
  const key = join(settings.dataDirectory, redactionKeyName);
  if (isEncrypted && existsSync(key)) {
    collected.members.push({ name: `application/${redactionKeyName}`, path: key });
  }
  return collected;
}

async function collectSqlite(
  { dataDirectory }: Settings,
  folder: string,
  options: CopyOptions,
): Promise<CollectedApplication> {
  const copy = join(folder, databaseFileName);
  const facts = await copySqlite(join(dataDirectory, databaseFileName), copy, options);
  return {
    record: recordOf(facts, { engine: "sqlite", sqlite: sqliteVersion() }),
    members: [memberOf(folder, databaseFileName)],
    facts,
    messagesWithVector: (generation) => sqliteMessagesWithVector(copy, generation),
  };
}

async function collectPostgres(
  { backup }: Settings,
  database: DatabaseSettings,
  folder: string,
  { signal }: CopyOptions,
): Promise<CollectedApplication> {
  const dump = await dumpPostgres(database, folder, { programs: backup.postgresPrograms, signal });
  return {
    record: recordOf(dump.facts, { engine: "postgres", postgres: dump.serverVersion }),
    members: dump.files.map((file) => memberOf(folder, file)),
    facts: dump.facts,
    messagesWithVector: (generation) => dump.messagesWithVector.get(generation) ?? [],
  };
}

function memberOf(folder: string, file: string): Member {
  return { name: `application/${file}`, path: join(folder, file) };
}

function recordOf(facts: DatabaseFacts, engine: Record<string, string>): Collected["record"] {
  return {
    name: "application",
    versions: { ...engine, migrations: facts.migrations.join(",") },
    counts: countsOf(facts),
    problems: [],
  };
}

/** Rows by table, with the word that people have for a conversation. */
export function countsOf({ counts }: Pick<DatabaseFacts, "counts">): Record<string, number> {
  const { conversations = 0, ...others } = counts;
  return { sessions: conversations, ...others };
}

function sqliteVersion(): string {
  const database = new Database(":memory:");
  try {
    return database.prepare<[], string>("select sqlite_version()").pluck().get() ?? "";
  } finally {
    database.close();
  }
}
