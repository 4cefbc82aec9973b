import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import type { IndexedWords, TextIndex, TextQuestion, WhichStems } from "./engine.ts";
import { fits, hasFitting } from "./message-filter.ts";
import type { RankedMessage } from "./store.ts";
import type { Database } from "./tables.ts";
import { hitsAmong, matchesPerHit, type TextMatch } from "./text-hits.ts";
import { queryLiteral, type Weight, wordsLiteral } from "./text-vectors.ts";
import { isVisibleTo } from "./visibility.ts";

/**
 * PostgreSQL only. The words are stemmed before they come here, so that this engine finds what the
 * other one finds: the server's own configurations for languages have no part in it.
 */
export const createFullText: Migration = {
  async up(db) {
    for (const [table, source] of [
      ["message_words", "messages"],
      ["title_words", "conversations"],
    ] as const) {
      await sql`
        create table core.${sql.id(table)} (
          id integer primary key references core.${sql.id(source)} on delete cascade,
          words tsvector not null
        )`.execute(db);
      await sql`
        create index ${sql.id(`${table}_by_word`)} on core.${sql.id(table)} using gin (words)`.execute(
        db,
      );
    }
  },
};

export const postgresFullText: TextIndex = {
  put,
  // Words go with their message or conversation.
  async dropMessages() {},
  async dropTitle() {},
  stems,
  places,
  search,
};

/** Words of more messages at once would make a statement of many megabytes. */
const messagesPerStatement = 100;

async function put(db: Kysely<Database>, { messages, titles }: IndexedWords): Promise<void> {
  for (let start = 0; start < messages.length; start += messagesPerStatement) {
    const rows = messages
      .slice(start, start + messagesPerStatement)
      .map(({ id, role, text }) => ({ id, words: wordsLiteral(text, role) }));
    await putRows(db, "message_words", rows);
  }
  for (const { conversationId, text } of titles) {
    const words = wordsLiteral(text, "title");
    await putRows(db, "title_words", [{ id: conversationId, words }]);
  }
}

async function putRows(
  db: Kysely<Database>,
  table: "message_words" | "title_words",
  rows: { id: number; words: string }[],
): Promise<void> {
  const values = rows.map(({ id, words }) => sql`(${id}::integer, ${words}::tsvector)`);
  await sql`
    insert into core.${sql.id(table)} (id, words) values ${sql.join(values)}
    on conflict (id) do update set words = excluded.words`.execute(db);
}

/** A title says most, a prompt a little more than an answer. In the order that `ts_rank` wants. */
const weights: Record<Weight, number> = { D: 0.4, C: 0.67, B: 0.8, A: 1 };

/** Divides by 1 + the logarithm of the text's length. */
const byLength = 1;

/** So many are read for their stems, in a tenth of a second: nothing else has a list of those. */
const messagesRead = 2_000;

/** Of the latest messages and titles alone. */
async function stems(
  db: Kysely<Database>,
  viewer: string,
  { initial, longest }: WhichStems,
): Promise<string[]> {
  const { rows } = await sql<{ stem: string }>`
    with latest as materialized (
      (select w.words
        from core.message_words w
          join core.messages m on m.id = w.id
          join core.conversations c on c.id = m.conversation_id
        where ${isVisibleTo(viewer)}
        order by w.id desc limit ${messagesRead})
      union all
      (select w.words
        from core.title_words w join core.conversations c on c.id = w.id
        where ${isVisibleTo(viewer)}
        order by w.id desc limit ${messagesRead})
    )
    select distinct lexeme as stem from latest, unnest(words)
    where starts_with(lexeme, ${initial}) and length(lexeme) <= ${longest}`.execute(db);
  return rows.map(({ stem }) => stem);
}

async function places(
  db: Kysely<Database>,
  viewer: string,
  stem: string,
  limit: number,
): Promise<TextMatch[]> {
  // A stem is letters, digits and marks.
  const wanted = `'${stem}'`;
  const { rows } = await sql<TextMatch>`
    (select m.id as "messageId", c.id as "conversationId"
      from core.message_words w
        join core.messages m on m.id = w.id
        join core.conversations c on c.id = m.conversation_id
      where ${isVisibleTo(viewer)} and w.words @@ ${wanted}::tsquery limit ${limit})
    union all
    (select null, c.id
      from core.title_words w join core.conversations c on c.id = w.id
      where ${isVisibleTo(viewer)} and w.words @@ ${wanted}::tsquery limit ${limit})
    limit ${limit}`.execute(db);
  return rows;
}

async function search(db: Kysely<Database>, question: TextQuestion): Promise<RankedMessage[]> {
  const { viewer, query, limit, filter } = question;
  const wanted = queryLiteral(query);
  if (wanted === undefined) return [];
  const score = sql`
    ts_rank(${Object.values(weights)}::real[], w.words, ${wanted}::tsquery, ${sql.lit(byLength)})`;
  const { rows } = await sql<TextMatch>`
    select "messageId", "conversationId" from (
      select m.id as "messageId", c.id as "conversationId", ${score} as score
      from core.message_words w
        join core.messages m on m.id = w.id
        join core.conversations c on c.id = m.conversation_id
      where ${isVisibleTo(viewer)} and ${fits(filter)} and w.words @@ ${wanted}::tsquery
      union all
      select null, c.id, ${score}
      from core.title_words w join core.conversations c on c.id = w.id
      where ${isVisibleTo(viewer)} and ${hasFitting(filter)} and w.words @@ ${wanted}::tsquery
    ) as matches
    order by score desc, "conversationId", "messageId" nulls first
    limit ${limit * matchesPerHit}`.execute(db);
  return hitsAmong(db, rows, question);
}
