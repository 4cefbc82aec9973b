import { Kysely, PostgresDialect, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { postgresPool } from "../../../../../app/store/postgres-connection.ts";
import { jsonLog } from "../../../../../app/telemetry/log.ts";
import { schemaBreaks } from "../../../../../scripts/swap/schema/breaks.ts";
import { testDatabases } from "../../../../support/postgres/databases.ts";
import { databaseSettings } from "../../../../support/postgres/migrated.ts";
import { watchRows } from "../../../../support/postgres/rewritten-tables.ts";
import { readSchema } from "../../../../support/postgres/schema.ts";

const databases = testDatabases();

/** The login that the application serves with. */
let role = "";
let db: Kysely<unknown>;

beforeAll(async () => {
  const database = await databases.empty();
  const settings = databaseSettings(database);
  role = settings.login.user;
  const pool = postgresPool(settings, settings.administrator ?? settings.login, jsonLog("silent"));
  db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  await databases.query(database, `create role ${role} login`);
  await run(
    db,
    `create schema core;
     create table core.chats (
       id integer primary key generated always as identity,
       owner text not null default 'local' check (owner <> ''),
       title varchar(80),
       words text collate "C",
       turns smallint not null,
       started_at bigint not null unique
     );
     create table core.turns (
       chat integer not null references core.chats on delete cascade,
       said text not null
     );
     create view core.owners as select distinct owner from core.chats;
     create index chats_by_words on core.chats (words);
     create unique index chats_by_owner on core.chats (owner, started_at) where title is null;
     create type core.mood as enum ('good', 'bad');
     create function core.greeting() returns text language sql as $$ select 'hello' $$;
     grant usage on schema core to ${role};
     grant select, insert, update, delete on all tables in schema core to ${role}`.split(";"),
  );
}, 120_000);

afterAll(() => db?.destroy());

/** What `statements`, as a migration, would break for the version before it. */
async function breaksOf(statements: string): Promise<string[]> {
  const trx = await db.startTransaction().execute();
  try {
    const before = await readSchema(trx, role);
    await run(trx, statements.split(";"));
    return schemaBreaks(before, await readSchema(trx, role));
  } finally {
    await trx.rollback().execute();
  }
}

async function run(executor: Kysely<unknown>, statements: string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(executor);
}

describe("a migration is refused that", () => {
  test.each([
    ["drops a table", "drop table core.turns", ["core.turns: is gone, or has another name"]],
    [
      "renames a table",
      "alter table core.turns rename to lines",
      ["core.turns: is gone, or has another name"],
    ],
    ["drops a view", "drop view core.owners", ["core.owners: is gone, or has another name"]],
    [
      "drops a column",
      "alter table core.turns drop column said",
      ["core.turns.said: is gone, or has another name"],
    ],
    [
      "renames a column, so that a new one must be filled",
      "alter table core.turns rename said to text",
      [
        "core.turns.said: is gone, or has another name",
        "core.turns.text: is new, and must be filled",
      ],
    ],
    [
      "adds a column that must be filled",
      "alter table core.chats add column kind text not null",
      ["core.chats.kind: is new, and must be filled"],
    ],
    [
      "requires what was optional",
      "alter table core.chats alter column words set not null",
      ["core.chats.words: null is refused now"],
    ],
    [
      "makes optional what every row had",
      "alter table core.turns alter column said drop not null",
      ["core.turns.said: may be null now"],
    ],
    [
      "narrows a type",
      "alter table core.chats alter column title type varchar(40)",
      ["core.chats.title: was character varying(80), is character varying(40)"],
    ],
    [
      "changes a type to one that the driver reads as another",
      "alter table core.turns alter column chat type bigint",
      ["core.turns.chat: was integer, is bigint"],
    ],
    [
      "changes how text is sorted",
      "alter table core.chats alter column words type text collate pg_catalog.default",
      ['core.chats.words: was text collate "C", is text'],
    ],
    [
      "changes a default",
      "alter table core.chats alter column owner set default 'team'",
      ["core.chats.owner: its default was 'local'::text, is 'team'::text"],
    ],
    [
      "drops a default",
      "alter table core.chats alter column owner drop default",
      ["core.chats.owner: its default was 'local'::text, is none"],
    ],
    [
      "takes over a column that was written",
      "alter table core.turns alter column chat add generated always as identity",
      ["core.turns.chat: its default was none, is generated always as identity"],
    ],
    [
      "adds a unique constraint",
      "alter table core.chats add unique (owner)",
      ["core.chats: has a new rule, UNIQUE (owner)"],
    ],
    [
      "adds a unique index",
      "create unique index on core.chats (lower(owner))",
      ["core.chats: has a new rule, UNIQUE INDEX USING btree (lower(owner))"],
    ],
    [
      "adds a primary key",
      "alter table core.turns add primary key (chat)",
      ["core.turns: has a new rule, PRIMARY KEY (chat)"],
    ],
    [
      "adds a check",
      "alter table core.chats add check (turns > 0)",
      ["core.chats: has a new rule, CHECK ((turns > 0))"],
    ],
    [
      "adds a unique column with a default",
      "alter table core.turns add column place integer default 0 unique",
      ["core.turns: has a new rule, UNIQUE (place)"],
    ],
    [
      "widens a check, which the version before trusts",
      `alter table core.chats drop constraint chats_owner_check;
       alter table core.chats add check (owner <> ' ')`,
      [
        "core.chats: has a new rule, CHECK ((owner <> ' '::text))",
        "core.chats: has lost a rule, CHECK ((owner <> ''::text))",
      ],
    ],
    [
      "drops the unique constraint of an upsert",
      "alter table core.chats drop constraint chats_started_at_key",
      ["core.chats: has lost a rule, UNIQUE (started_at)"],
    ],
    [
      "drops the unique index of an upsert",
      "drop index core.chats_by_owner",
      [
        "core.chats: has lost a rule, UNIQUE INDEX USING btree (owner, started_at) WHERE (title IS NULL)",
      ],
    ],
    [
      "drops a cascade",
      "alter table core.turns drop constraint turns_chat_fkey",
      [
        "core.turns: has lost a rule, FOREIGN KEY (chat) REFERENCES core.chats(id) ON DELETE CASCADE",
      ],
    ],
    [
      "keeps rows from being deleted, from a new table",
      "create table core.notes (chat integer references core.chats)",
      [
        "core.chats: core.notes keeps its rows from being deleted, FOREIGN KEY (chat) REFERENCES core.chats(id)",
      ],
    ],
    [
      "adds a trigger",
      `create trigger quiet before update on core.turns for each row
       execute function suppress_redundant_updates_trigger()`,
      [
        "core.turns: has a new rule, CREATE TRIGGER quiet BEFORE UPDATE ON core.turns FOR EACH ROW " +
          "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
      ],
    ],
    [
      "hides rows",
      `alter table core.chats enable row level security;
       create policy own on core.chats using (owner = current_user)`,
      [
        "core.chats: has a new rule, POLICY * {0} (owner = CURRENT_USER)",
        "core.chats: has a new rule, ROW LEVEL SECURITY",
      ],
    ],
    [
      "takes rights away",
      "revoke delete, update on core.turns from $role",
      [
        "core.turns: the application may not update any more",
        "core.turns: the application may not delete any more",
      ],
    ],
    [
      "takes the right to the whole schema away",
      "revoke usage on schema core from $role",
      ["core.chats", "core.owners", "core.turns"].flatMap((table) =>
        ["select", "insert", "update", "delete"].map(
          (right) => `${table}: the application may not ${right} any more`,
        ),
      ),
    ],
    [
      "changes a function",
      "create or replace function core.greeting() returns text language sql as $$ select 'bye' $$",
      ["function core.greeting(): is gone, or another one"],
    ],
    [
      "adds a value to an enumerated type",
      "alter type core.mood add value 'mixed'",
      ["type core.mood: is gone, or another one"],
    ],
  ])("%s", async (_, statements, breaks) => {
    expect(await breaksOf(statements.replace("$role", role))).toEqual(breaks);
  });
});

describe("a migration goes through that", () => {
  test.each([
    [
      "adds a table that follows",
      "create table core.notes (chat integer primary key references core.chats on delete cascade)",
    ],
    ["adds an optional column", "alter table core.chats add column kind text check (kind <> '')"],
    ["adds a filled column", "alter table core.chats add column kind text not null default 'chat'"],
    [
      "adds a computed column",
      "alter table core.chats add length integer generated always as (1) stored",
    ],
    [
      "adds a unique column that starts empty",
      "alter table core.chats add column code text unique",
    ],
    ["adds a default", "alter table core.chats alter column words set default ''"],
    ["makes room in a text", "alter table core.chats alter column title type text"],
    ["makes room for larger numbers", "alter table core.chats alter column turns type integer"],
    ["adds an index", "create index on core.turns (chat)"],
    ["drops an index that makes nothing unique", "drop index core.chats_by_words"],
    [
      "renames a constraint",
      "alter table core.chats rename constraint chats_started_at_key to one_at_a_time",
    ],
    ["adds a function", "create function core.more() returns text language sql as $$ select '' $$"],
    ["gives more rights", "grant select on core.chats to public"],
  ])("%s", async (_, statements) => {
    expect(await breaksOf(statements)).toEqual([]);
  });
});

describe("rows that are there", () => {
  test.each([
    ["are updated", "update core.turns set said = ''", ["core.turns"]],
    ["are deleted", "delete from core.chats", ["core.chats"]],
    ["are all removed", "truncate core.chats cascade", ["core.chats", "core.turns"]],
    [
      "are changed inside of another statement",
      "with gone as (delete from core.turns returning chat) select count(*) from gone",
      ["core.turns"],
    ],
    [
      "are changed by a function",
      "do $$ begin update core.chats set title = null where id = 0; end $$",
      ["core.chats"],
    ],
    ["are left alone by an insert", "insert into core.chats (turns, started_at) values (1, 1)", []],
    [
      "are left alone by filling a new column",
      "alter table core.chats add column kind text; update core.chats set kind = 'chat'",
      [],
    ],
    [
      "are changed together with a new column",
      "update core.chats set kind = '', title = ''",
      ["core.chats"],
    ],
  ])("%s", async (_, statement, tables) => {
    const rewritten = await watchRows(db);
    try {
      await run(db, statement.startsWith("do") ? [statement] : statement.split(";"));
    } finally {
      expect(await rewritten()).toEqual(tables);
    }
  });
});
