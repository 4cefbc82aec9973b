import { CompiledQuery, type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { queryPhrases } from "../search/query-terms.ts";
import { identifiersOf } from "./derived-message.ts";
import type { IndexedWords, TextIndex, TextQuestion, WhichStems } from "./engine.ts";
import { fits, hasFitting } from "./message-filter.ts";
import { searchedColumns, searchIndex } from "./searched-messages.ts";
import type { RankedMessage } from "./store.ts";
import type { Database } from "./tables.ts";
import { hitsAmong, matchesPerHit, type TextMatch } from "./text-hits.ts";
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
    for (const [setting, value] of [
      ["hashsize", 8 * 2 ** 20],
      ["automerge", 16],
    ] as const) {
      await sql`
        insert into messages_fts (messages_fts, rank) values (${setting}, ${sql.lit(value)})`.execute(
        db,
      );
    }
  },
};

export const sqliteFullText: TextIndex = { put, dropMessages, dropTitle, stems, places, search };

async function put(db: Kysely<Database>, { messages, titles }: IndexedWords): Promise<void> {
  const rows = messages.map(({ id, role, text, identifiers }): WordsRow => {
    const [prompt, answer] = role === "user" ? [text, ""] : ["", text];
    return [id, "", prompt, answer, identifiers ?? identifiersOf(text)];
  });
  for (const { conversationId, text } of titles) {
    rows.push([-conversationId, text, "", "", identifiersOf(text)]);
  }
  // One row a statement: before one of several SQLite makes a savepoint, and FTS5 a piece of its
  // index for that. All by one connection: to ask for it takes half as long as to put a short row.
  await db.getExecutor().provideConnection(async (connection) => {
    for (const row of rows) await connection.executeQuery(CompiledQuery.raw(putRow, row));
  });
}

const putRow = `
  insert or replace into messages_fts (rowid, title, prompt, answer, identifiers)
  values (?, ?, ?, ?, ?)`;

type WordsRow = [rowid: number, title: string, prompt: string, answer: string, identifiers: string];

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

/**
 * The index knows words alone: it gives the best of all, of which those are kept that the viewer sees
 * and that fit the filter. Where too few are left, every match is looked at.
 */
async function search(db: Kysely<Database>, question: TextQuestion): Promise<RankedMessage[]> {
  const { query, limit, filter } = question;
  const match = matchExpression(query);
  if (match === undefined) return [];
  const deepest = limit * matchesPerHit;
  // To rank all matches takes the time, not to give some more of them.
  const depths = Object.keys(filter).length === 0 ? [limit * 2, deepest] : [deepest];
  for (const depth of depths) {
    const best = await ranked(db, { ...question, match, depth }, "best");
    const seen = best.filter(isSeen);
    const hits = await hitsAmong(db, seen, question);
    if (hits.length === limit || best.length < depth) return hits;
    if (depth === deepest && seen.length === best.length) return hits;
  }
  const all = await ranked(db, { ...question, match, depth: deepest }, "all");
  return hitsAmong(db, all.filter(isSeen), question);
}

interface MatchQuestion extends TextQuestion {
  match: string;
  /** Matches to give. */
  depth: number;
}

/** The best matches, whatever they are, or the best of all that the viewer sees and that fit. */
async function ranked(
  db: Kysely<Database>,
  { viewer, filter, match, depth }: MatchQuestion,
  looksAt: "best" | "all",
): Promise<RankedMatch[]> {
  const [candidates, join] = looksAt === "best" ? [depth, "left join"] : [withoutLimit, "join"];
  // The weights go by column: a title says most, a prompt a little more than an answer.
  const { rows } = await sql<RankedMatch>`
    with matches as materialized (
      select rowid, bm25(messages_fts, 1.5, 1.2, 1.0, 0.6) as score
      from messages_fts where messages_fts match ${match}
      order by score, rowid limit ${candidates}
    )
    select m.id as "messageId", c.id as "conversationId"
    from matches
      left join ${sql.table("core.messages")} as m indexed by ${sql.id(searchIndex)}
        on m.id = matches.rowid
      ${sql.raw(join)} ${sql.table("core.conversations")} as c
        on c.id = coalesce(m.conversation_id, -matches.rowid) and ${isVisibleTo(viewer)}
        and case when m.id is null then ${hasFitting(filter)} else ${fits(filter)} end
    order by score, matches.rowid limit ${depth}`.execute(db);
  return rows;
}

const withoutLimit = -1;

/** Without a conversation it is somebody else's, or does not fit. */
type RankedMatch = Omit<TextMatch, "conversationId"> & { conversationId: number | null };

function isSeen(match: RankedMatch): match is TextMatch {
  return match.conversationId !== null;
}

/**
 * Phrases in double quotes, joined by OR. They hold letters, digits and marks only, so that nothing
 * a person types is taken for FTS5's query language.
 */
function matchExpression(query: string): string | undefined {
  const phrases = queryPhrases(query).map((words) => `"${words.join(" ")}"`);
  return phrases.length === 0 ? undefined : phrases.join(" OR ");
}
