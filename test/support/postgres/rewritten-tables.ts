import { type Kysely, sql } from "kysely";

/**
 * Notes from now on which tables a statement deletes from, empties, or updates in a column that they
 * have now, whether it hits a row or not. The answer gives those tables, in order, and ends the watch.
 * Columns that are watched can be neither dropped nor given another type; where that is to happen,
 * `every` update is noted.
 */
export async function watchRows(
  db: Kysely<unknown>,
  { every = false } = {},
): Promise<() => Promise<string[]>> {
  await sql`create schema watched_rows`.execute(db);
  await sql`create table watched_rows.tables (name text primary key)`.execute(db);
  await sql`
    create function watched_rows.note() returns trigger language plpgsql as $$
    begin
      insert into watched_rows.tables values (tg_table_schema || '.' || tg_table_name)
      on conflict do nothing;
      return null;
    end $$`.execute(db);
  const { rows } = await sql<{ schema: string; name: string; columns: string[] }>`
    select n.nspname as schema, c.relname as name,
      array(
        select a.attname::text from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      ) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and c.relowner = current_user::regrole and n.nspname <> 'watched_rows'
      and c.relname not like 'kysely\\_%'`.execute(db);
  for (const { schema, name, columns } of rows) {
    const update = every
      ? sql`update`
      : sql`update of ${sql.join(columns.map((each) => sql.id(each)))}`;
    await sql`
      create trigger watched_rows after ${update} or delete or truncate
      on ${sql.id(schema, name)} execute function watched_rows.note()`.execute(db);
  }
  return async () => {
    const noted = await sql<{ name: string }>`
      select name from watched_rows.tables order by name`.execute(db);
    await sql`drop schema watched_rows cascade`.execute(db);
    return noted.rows.map(({ name }) => name);
  };
}
