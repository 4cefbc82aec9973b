import { existsSync, writeFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import pg from "pg";
import { chatApp } from "../../service.ts";
import type { DatabaseLogin, DatabaseSettings, Settings } from "../../settings.ts";
import { migratePostgres } from "../../store/postgres-migrate.ts";
import { rowGrants } from "../../store/postgres-roles.ts";
import { schemas } from "../../store/postgres-schema.ts";
import { jsonLog } from "../../telemetry/log.ts";
import type { Manifest } from "../archive/manifest.ts";
import { redactionKeyName } from "../components/application/application.ts";
import {
  administratorsDatabase,
  ownerOf,
  versionOf,
} from "../components/application/postgres-dump.ts";
import { postgresFacts } from "../components/application/postgres-facts.ts";
import {
  type PostgresPrograms,
  postgresPrograms,
} from "../components/application/postgres-programs.ts";
import { Refused } from "../exit-codes.ts";
import { countChecks } from "./postgres-checks.ts";
import { runAsOne } from "./postgres-script.ts";
import { usersOf } from "./postgres-target.ts";
import type { RestoredCollection, RestoredVectors } from "./vectors.ts";

export interface PostgresRestoreOptions {
  /** Folder with what was in the archive. */
  stage: string;
  manifest: Manifest;
  vectors: RestoredVectors;
  /** Added to the names of the schemas that are there, which stay; undefined: they go in the end. */
  keepOldAs: string | undefined;
  signal?: AbortSignal | undefined;
  onStep: (step: "checking" | "swapping") => void;
}

/**
 * Loads the archived schemas in one transaction, which puts those that are there aside, checks what
 * was loaded, and is undone as a whole when anything is wrong. Migrates what is older then; where that
 * fails the old schemas are put back. They are dropped last.
 */
export async function restorePostgres(
  settings: Settings,
  options: PostgresRestoreOptions,
): Promise<void> {
  const { database, backup, dataDirectory } = settings;
  if (database === undefined) throw new Error("DATABASE_HOST: missing");
  const { stage, onStep } = options;
  onStep("checking");
  await refuseUsers(settings);
  const login = ownerOf(database);
  const programs = postgresPrograms(backup.postgresPrograms, database, login);
  const db = administratorsDatabase(database, login);
  try {
    await programs.refuseOlder("pg_restore", Number.parseInt(await versionOf(db), 10));
    const replaced = await schemasThere(db);
    const aside = options.keepOldAs ?? asideSuffix;
    onStep("swapping");
    const grants = await grantsOn(db, database);
    await load(programs, options, { replaced, aside, grants });
    await migrateOrUndo(db, database, login, replaced, aside);
    if (options.keepOldAs === undefined) await dropSchemas(db, replaced, aside);
  } finally {
    await db.destroy();
  }
  const key = join(stage, "application", redactionKeyName);
  const present = join(dataDirectory, redactionKeyName);
  if (existsSync(key) && !existsSync(present)) await copyFile(key, present);
}

/** What old schemas are called until the new ones have passed. */
const asideSuffix = "before_restore";

async function refuseUsers(settings: Settings): Promise<void> {
  const users = await usersOf(settings, chatApp.name);
  if (users === 0) return;
  throw new Refused(
    `DATABASE_NAME: the database is in use by ${users} connections of ${chatApp.name}; stop what ` +
      "serves it and run the restore again. Nothing was changed",
  );
}

async function schemasThere(db: Kysely<unknown>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select nspname as name from pg_namespace where nspname in (${sql.join(schemas)})`.execute(db);
  return rows.map(({ name }) => name);
}

/** Rights are no part of a dump; without them whoever serves would find the new tables closed. */
async function grantsOn(db: Kysely<unknown>, { name, login }: DatabaseSettings): Promise<string[]> {
  const { rows } = await sql`select from pg_roles where rolname = ${login.user}`.execute(db);
  // A server that never had it gets it by the migration.
  if (rows.length === 0) return [];
  return rowGrants(name, login.user).map((grant) => `${grant.compile(db).sql};`);
}

async function load(
  programs: PostgresPrograms,
  { stage, manifest, vectors, signal }: PostgresRestoreOptions,
  { replaced, aside, grants }: { replaced: string[]; aside: string; grants: string[] },
): Promise<void> {
  const folder = join(stage, "application");
  const before = join(folder, "before.sql");
  writeFileSync(before, renames(replaced, aside).join("\n"), { mode: 0o600 });
  const scripts: string[] = [];
  for (const schema of schemas) {
    const output = join(folder, `${schema}.sql`);
    const dump = join(folder, `${schema}.dump`);
    await programs.run("pg_restore", ["--no-owner", "--no-privileges", "--file=-", dump], {
      output,
      signal,
    });
    scripts.push(output);
  }
  const after = join(folder, "after.sql");
  const statements = [...countChecks(manifest), ...collectionNames(vectors.collections)];
  writeFileSync(after, [...statements, ...grants].join("\n"), { mode: 0o600 });
  await runAsOne(programs, [before, ...scripts, after], signal);
}

/** What a restore that was cut off has left goes: it was to be replaced, and was. */
function renames(replaced: string[], aside: string): string[] {
  return [
    // One that was cut off may still be loading.
    `select pg_advisory_xact_lock(${lockId});`,
    "create extension if not exists vector;",
    ...schemas.map((schema) => `drop schema if exists ${schema}_${asideSuffix} cascade;`),
    ...replaced.map(lockTables),
    ...replaced.map((schema) => `alter schema ${schema} rename to ${schema}_${aside};`),
  ];
}

/**
 * A statement finds its tables one after the other. Who asks while a load goes on that outlived its
 * restore would else find some of the old tables and, once that has committed, some of the new ones.
 */
function lockTables(schema: string): string {
  return `do $$ declare found regclass; begin
  for found in
    select oid from pg_class where relnamespace = '${schema}'::regnamespace and relkind in ('r', 'p')
    order by oid
  loop
    execute format('lock table %s in access exclusive mode', found);
  end loop;
end $$;`;
}

/** Any number, as long as nothing else in the database takes it: "restor" in ASCII. */
const lockId = 0x72_65_73_74_6f_72;

/** Lets the database know the collections that its vectors are in now. */
function collectionNames(collections: RestoredCollection[]): string[] {
  return collections.flatMap(({ generation, key, messageIds }) => {
    const name = pg.escapeLiteral(generation);
    return [
      `update core.vector_generations set key = ${pg.escapeLiteral(key)} where name = ${name};`,
      `delete from core.message_vectors where generation = ${name} and is_zero = 0
         and not message_id = any('{${messageIds.join(",")}}'::integer[]);`,
    ];
  });
}

async function migrateOrUndo(
  db: Kysely<unknown>,
  database: DatabaseSettings,
  login: DatabaseLogin,
  replaced: string[],
  aside: string,
): Promise<void> {
  try {
    await migratePostgres(database, login, jsonLog("silent"), () => {});
    await postgresFacts(db);
  } catch (error) {
    await db.transaction().execute(async (trx) => {
      for (const schema of schemas) {
        await sql`drop schema if exists ${sql.id(schema)} cascade`.execute(trx);
      }
      for (const schema of replaced) {
        await sql`alter schema ${sql.id(`${schema}_${aside}`)} rename to ${sql.id(schema)}`.execute(
          trx,
        );
      }
    });
    throw error;
  }
}

async function dropSchemas(db: Kysely<unknown>, replaced: string[], aside: string): Promise<void> {
  for (const schema of replaced) {
    await sql`drop schema ${sql.id(`${schema}_${aside}`)} cascade`.execute(db);
  }
}
