import { type Kysely, type RawBuilder, sql } from "kysely";
import type { DatabaseLogin } from "../settings.ts";
import { statementTimeoutMs } from "./postgres-connection.ts";
import { migrationSchema, schemas } from "./postgres-schema.ts";
import { scramVerifier } from "./scram-verifier.ts";

/**
 * Makes the role of `login`, or gives it its password if it is there. Answers whether it was made.
 * Throws for a role that may do more than the application needs: it is somebody else's.
 */
export async function putRole(
  db: Kysely<unknown>,
  { user, password }: DatabaseLogin,
): Promise<boolean> {
  const isThere = await isHarmlessRole(db, user);
  const verb = sql.raw(isThere ? "alter" : "create");
  await sql`
    ${verb} role ${sql.id(user)} login password ${sql.lit(scramVerifier(password()))}`.execute(db);
  await sql`
    alter role ${sql.id(user)} set statement_timeout = ${sql.lit(`${statementTimeoutMs}ms`)}`.execute(
    db,
  );
  return !isThere;
}

async function isHarmlessRole(db: Kysely<unknown>, user: string): Promise<boolean> {
  const { rows } = await sql<{ powerful: boolean }>`
    select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls
      or exists (select from pg_auth_members where member = pg_roles.oid) as powerful
    from pg_roles where rolname = ${user}`.execute(db);
  if (rows[0]?.powerful) {
    throw new Error(
      `DATABASE_USER: a role with rights of its own, got "${user}"; use a name that is free, ` +
        "or a role that has nothing but its login",
    );
  }
  return rows.length > 0;
}

const rowRights = sql.raw("select, insert, update, delete");

/** Lets the role read and write the rows of every table, those to come included, and no more. */
export async function grantRows(db: Kysely<unknown>, user: string): Promise<void> {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(db);
  const statements = rowGrants(rows[0]?.name ?? "", user);
  await db.transaction().execute(async (trx) => {
    for (const statement of statements) await statement.execute(trx);
  });
}

/** What `grantRows` runs, without parameters. */
export function rowGrants(databaseName: string, user: string): RawBuilder<unknown>[] {
  const [database, role] = [sql.id(databaseName), sql.id(user)];
  return [
    sql`revoke create, temporary on database ${database} from public`,
    sql`revoke create on schema public from public`,
    sql`grant connect on database ${database} to ${role}`,
    ...schemas
      .map((name) => sql.id(name))
      .flatMap((schema) => [
        sql`grant usage on schema ${schema} to ${role}`,
        sql`grant ${rowRights} on all tables in schema ${schema} to ${role}`,
        sql`grant usage on all sequences in schema ${schema} to ${role}`,
        sql`alter default privileges in schema ${schema} grant ${rowRights} on tables to ${role}`,
        sql`alter default privileges in schema ${schema} grant usage on sequences to ${role}`,
      ]),
    // It must know which migrations have run, and must not pretend that others have.
    ...["kysely_migration", "kysely_migration_lock"].map(
      (table) =>
        sql`revoke insert, update, delete on ${sql.id(migrationSchema, table)} from ${role}`,
    ),
  ];
}
