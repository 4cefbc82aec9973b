import { CompiledQuery, type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { identifierPhrases } from "../search/identifiers.ts";
import { queryPhrases } from "../search/query-terms.ts";
import type { IndexedWords, TextIndex, TextQuestion } from "./engine.ts";
import { fits, hasFitting } from "./message-filter.ts";
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

export const sqliteFullText: TextIndex = { put, dropMessages, dropTitle, search };

async function put(db: Kysely<Database>, { messages, titles }: IndexedWords): Promise<void> {
  const rows = messages.map(({ id, role, text }): WordsRow => {
    const [prompt, answer] = role === "user" ? [text, ""] : ["", text];
    return [id, "", prompt, answer, identifiers(text)];
  });
  for (const { conversationId, text } of titles) {
    rows.push([-conversationId, text, "", "", identifiers(text)]);
  }
  // One row a statement: before one of several SQLite makes a savepoint, and FTS5 a piece of its
  // index for that.
  for (const row of rows) await db.executeQuery(CompiledQuery.raw(putRow, row));
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

function identifiers(text: string): string {
  return [...identifierPhrases(text)].join("\n");
}

/**
 * The index knows words alone: it gives the best of all, of which those are kept that the viewer sees
 * and that fit the filter. Where too few are left, every match is looked at.
 */
async function search(db: Kysely<Database>, question: TextQuestion): Promise<RankedMessage[]> {
  const { query, limit } = question;
  const match = matchExpression(query);
  if (match === undefined) return [];
  const deepest = limit * matchesPerHit;
  for (const depth of [limit * 2, deepest]) {
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
      left join ${sql.table("core.messages")} as m on m.id = matches.rowid
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
