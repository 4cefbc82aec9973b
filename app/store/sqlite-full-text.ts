import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { identifierForms } from "../search/identifiers.ts";
import { queryPhrases } from "../search/query-terms.ts";
import type { IndexedWords, TextIndex } from "./engine.ts";
import type { RankedMessage } from "./store.ts";
import type { Database } from "./tables.ts";
import { hitsAmong, matchesPerHit, type TextMatch } from "./text-hits.ts";

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

async function put(db: Kysely<Database>, { messages, title }: IndexedWords): Promise<void> {
  const rows = messages.map(({ id, role, text }): WordsRow => {
    const [prompt, answer] = role === "user" ? [text, ""] : ["", text];
    return [id, "", prompt, answer, identifiers(text)];
  });
  if (title !== undefined) {
    rows.push([-title.conversationId, title.text, "", "", identifiers(title.text)]);
  }
  // One row a statement: before one of several SQLite makes a savepoint, and FTS5 a piece of its
  // index for that.
  for (const row of rows) {
    await sql`
      insert or replace into messages_fts (rowid, title, prompt, answer, identifiers)
      values (${sql.join(row)})`.execute(db);
  }
}

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
  return identifierForms(text)
    .map((words) => words.join(" "))
    .join("\n");
}

async function search(
  db: Kysely<Database>,
  owner: string,
  query: string,
  limit: number,
): Promise<RankedMessage[]> {
  const match = matchExpression(query);
  if (match === undefined) return [];
  // The weights go by column: a title says most, a prompt a little more than an answer.
  const { rows } = await sql<TextMatch>`
    with matches as materialized (
      select rowid, bm25(messages_fts, 1.5, 1.2, 1.0, 0.6) as score
      from messages_fts where messages_fts match ${match}
      order by score, rowid limit ${limit * matchesPerHit}
    )
    select m.id as "messageId", c.id as "conversationId"
    from matches
      left join ${sql.table("core.messages")} as m on m.id = matches.rowid
      join ${sql.table("core.conversations")} as c
        on c.id = coalesce(m.conversation_id, -matches.rowid) and c.owner = ${owner}
    order by score, matches.rowid`.execute(db);
  return hitsAmong(db, rows, limit);
}

/**
 * Phrases in double quotes, joined by OR. They hold letters, digits and marks only, so that nothing
 * a person types is taken for FTS5's query language.
 */
function matchExpression(query: string): string | undefined {
  const phrases = queryPhrases(query).map((words) => `"${words.join(" ")}"`);
  return phrases.length === 0 ? undefined : phrases.join(" OR ");
}
