import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import type { FilledStatement } from "./compiled-query.ts";
import { identifiersOf } from "./derived-message.ts";
import type { IndexedWords, TextIndex, WhichStems } from "./engine.ts";
import { searchedColumns, searchIndex } from "./searched-messages.ts";
import { insertEach } from "./sqlite-rows.ts";
import { searchWords } from "./sqlite-search-words.ts";
import type { Database } from "./tables.ts";
import type { TextMatch } from "./text-hits.ts";
import { isVisibleTo } from "./visibility.ts";

/**
 * SQLite only: FTS5. The table keeps no text of its own. A row is a message under its id, or the
 * title of a conversation under the negative of the conversation's id.
 */
export const createFullText: Migration = {
  async up(db) {
    await sql`
      create virtual table messages_fts using fts5(
        title, prompt, answer, identifiers,
        content = '', contentless_delete = 1,
        tokenize = 'porter unicode61 remove_diacritics 2'
      )`.execute(db);
  },
};

/**
 * What tells matches apart, beside their texts: without it each match is a look at a row with all its
 * text, and the rows of a page of the file are few.
 */
export const createSearchIndex: Migration = {
  async up(db) {
    await db.schema
      .createIndex(searchIndex)
      .on("messages")
      .columns([...searchedColumns])
      .execute();
    // Views of the index itself, which take no room.
    await sql`create virtual table message_stems using fts5vocab(messages_fts, row)`.execute(db);
    await sql`create virtual table stem_places using fts5vocab(messages_fts, instance)`.execute(db);
  },
};

/**
 * Words of a transaction are held in memory up to 8 MB, not 1 MB, before they become a piece of the
 * index, and 16 pieces, not 4, become a larger one: an import writes what it has written less often.
 */
export const largerIndexPieces: Migration = {
  async up(db) {
    await set(db, "hashsize", 8 * 2 ** 20);
    await set(db, "automerge", 16);
  },
};

/** What is written of the index from now on comes in rows that fill a page of the file, not 4 kB. */
export const largerIndexPages: Migration = {
  async up(db) {
    await set(db, "pgsz", 16_000);
  },
};

async function set(db: Kysely<unknown>, setting: string, value: number): Promise<void> {
  await sql`
    insert into messages_fts (messages_fts, rank) values (${setting}, ${sql.lit(value)})`.execute(
    db,
  );
}

export const sqliteFullText: TextIndex = {
  put,
  dropMessages,
  dropTitle,
  stems,
  places,
  search: searchWords,
};

async function put(db: Kysely<Database>, { messages, titles }: IndexedWords): Promise<void> {
  const rows = messages.map(({ id, role, text, identifiers, isNew = false }): WordsRow => {
    const [prompt, answer] = role === "user" ? [text, ""] : ["", text];
    return { id, words: ["", prompt, answer, identifiers ?? identifiersOf(text)], isNew };
  });
  for (const { conversationId, text } of titles) {
    rows.push({ id: -conversationId, words: [text, "", "", identifiersOf(text)], isNew: false });
  }
  // In their order: FTS5 makes a piece of its index of what came before a row that goes back.
  rows.sort((one, other) => one.id - other.id);
  // One row a statement: before one of several SQLite makes a savepoint, and FTS5 a piece of its
  // index for that.
  await insertEach(db, rows.map(statementFor));
}

interface WordsRow {
  id: number;
  words: [title: string, prompt: string, answer: string, identifiers: string];
  isNew: boolean;
}

function statementFor({ id, words, isNew }: WordsRow): FilledStatement {
  return { sql: isNew ? insertRow : replaceRow, parameters: [id, ...words] };
}

const rowToPut = `
  into messages_fts (rowid, title, prompt, answer, identifiers) values (?, ?, ?, ?, ?)`;
const insertRow = `insert ${rowToPut}`;
const replaceRow = `insert or replace ${rowToPut}`;

function dropMessages(db: Kysely<Database>, messageIds: number[]): Promise<void> {
  return dropRows(db, messageIds);
}

function dropTitle(db: Kysely<Database>, conversationId: number): Promise<void> {
  return dropRows(db, [-conversationId]);
}

async function dropRows(db: Kysely<Database>, rowids: number[]): Promise<void> {
  await sql`delete from messages_fts where rowid in (${sql.join(rowids)})`.execute(db);
}

/** Of all owners: those of one are not to be had apart. */
async function stems(
  db: Kysely<Database>,
  _viewer: string,
  { initial, longest }: WhichStems,
): Promise<string[]> {
  const { rows } = await sql<{ term: string }>`
    select term from message_stems
    where term >= ${initial} and term < ${initial + lastCharacter} and length(term) <= ${longest}
    `.execute(db);
  return rows.map(({ term }) => term);
}

const lastCharacter = "\u{10ffff}";

async function places(
  db: Kysely<Database>,
  viewer: string,
  stem: string,
  limit: number,
): Promise<TextMatch[]> {
  const { rows } = await sql<TextMatch>`
    select distinct m.id as "messageId", c.id as "conversationId"
    from stem_places as place
      left join ${sql.table("core.messages")} as m indexed by ${sql.id(searchIndex)}
        on m.id = place.doc
      join ${sql.table("core.conversations")} as c
        on c.id = coalesce(m.conversation_id, -place.doc) and ${isVisibleTo(viewer)}
    where place.term = ${stem} limit ${limit}`.execute(db);
  return rows;
}
