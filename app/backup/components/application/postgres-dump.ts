import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Kysely, PostgresDialect, sql, type Transaction } from "kysely";
import type { DatabaseLogin, DatabaseSettings } from "../../../settings.ts";
import { postgresPool } from "../../../store/postgres-connection.ts";
import { schemas } from "../../../store/postgres-schema.ts";
import { jsonLog } from "../../../telemetry/log.ts";
import type { DatabaseFacts } from "./database-facts.ts";
import { messagesWithVector, postgresFacts, tablesOf } from "./postgres-facts.ts";
import { type PostgresPrograms, postgresPrograms } from "./postgres-programs.ts";

export interface PostgresDump {
  facts: DatabaseFacts;
  /** Version of the server, for example `16.2`. */
  serverVersion: string;
  /** Files by their name in an archive, without the component's folder. */
  files: string[];
  /** Messages with a vector in the vector store, by generation; empty where that is the database. */
  messagesWithVector: Map<string, number[]>;
}

export interface DumpOptions {
  /** Folder of PostgreSQL's own programs; undefined for those on PATH. */
  programs: string | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Dumps each schema of the database as it is at one moment into the folder `into`, and the names of
 * the roles. Throws where a program is missing or older than the server, ends with anything but 0, or
 * left out a table.
 */
export async function dumpPostgres(
  database: DatabaseSettings,
  into: string,
  { programs: folder, signal }: DumpOptions,
): Promise<PostgresDump> {
  const login = ownerOf(database);
  const programs = postgresPrograms(folder, database, login);
  const db = administratorsDatabase(database, login);
  try {
    return await db
      .transaction()
      .setIsolationLevel("repeatable read")
      .setAccessMode("read only")
      .execute((trx) => dumpAt(trx, programs, into, signal));
  } finally {
    await db.destroy();
  }
}

/** Sequences are the owner's alone, so that the login that serves cannot dump them. */
export function ownerOf({ administrator }: DatabaseSettings): DatabaseLogin {
  if (administrator !== undefined) return administrator;
  throw new Error(
    "DATABASE_ADMIN_USER: missing; a backup of PostgreSQL takes the login that owns the tables",
  );
}

/** Statements take the time that they take. */
export function administratorsDatabase(
  database: DatabaseSettings,
  login: DatabaseLogin,
): Kysely<unknown> {
  const pool = postgresPool(database, login, jsonLog("silent"), { statementTimeoutMs: 0 });
  return new Kysely({ dialect: new PostgresDialect({ pool }) });
}

async function dumpAt(
  trx: Transaction<unknown>,
  programs: PostgresPrograms,
  into: string,
  signal: AbortSignal | undefined,
): Promise<PostgresDump> {
  const serverVersion = await versionOf(trx);
  await programs.refuseOlder("pg_dump", Number.parseInt(serverVersion, 10));
  // Others may write on: what is counted and what is dumped is one and the same moment.
  const { rows } = await sql<{ id: string }>`select pg_export_snapshot() as id`.execute(trx);
  const snapshot = rows[0]?.id ?? "";
  const facts = await postgresFacts(trx);
  const files: string[] = [];
  for (const schema of schemas) {
    const file = `${schema}.dump`;
    const path = join(into, file);
    await programs.run(
      "pg_dump",
      [
        ...["--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--no-password"],
        ...[`--schema=${schema}`, `--snapshot=${snapshot}`],
      ],
      { output: path, signal },
    );
    await refuseIncomplete(programs, path, schema, await tablesOf(trx, schema));
    files.push(file);
  }
  await writeRoles(trx, programs, join(into, "roles.sql"));
  const elsewhere = new Map<string, number[]>();
  for (const { name, vectorsInside } of facts.generations) {
    if (vectorsInside === undefined) elsewhere.set(name, await messagesWithVector(trx, name));
  }
  return {
    facts,
    serverVersion,
    files: [...files, "roles.sql"],
    messagesWithVector: elsewhere,
  };
}

export async function versionOf(db: Kysely<unknown>): Promise<string> {
  const { rows } = await sql<{ server_version: string }>`show server_version`.execute(db);
  return rows[0]?.server_version.split(" ")[0] ?? "";
}

/** An empty file, or one that ends before its list of tables is kept, is no backup. */
async function refuseIncomplete(
  programs: PostgresPrograms,
  path: string,
  schema: string,
  tables: string[],
): Promise<void> {
  const listed =
    statSync(path).size === 0 ? "" : await programs.run("pg_restore", ["--list", path]);
  const missing = tables.filter((table) => !listed.includes(` TABLE DATA ${schema} ${table} `));
  if (missing.length === 0) return;
  throw new Error(`pg_dump: the dump of ${schema} lacks ${missing.join(", ")}; run it again`);
}

/** For people: a restore gives the login that serves its rights, and passwords are in no archive. */
async function writeRoles(
  trx: Transaction<unknown>,
  programs: PostgresPrograms,
  path: string,
): Promise<void> {
  const args = ["--globals-only", "--no-role-passwords", "--no-password"];
  try {
    await programs.run("pg_dumpall", args, { output: path });
    if (statSync(path).size > 0) return;
  } catch {
    // A server of a cloud may keep its roles to itself.
  }
  const { rows } = await sql<{ name: string }>`
    select rolname as name from pg_roles where rolname not like 'pg\_%' order by rolname`.execute(
    trx,
  );
  const lines = rows.map(({ name }) => `-- role ${JSON.stringify(name)}\n`);
  writeFileSync(path, lines.join(""), { mode: 0o600 });
}
