import { type Kysely, sql } from "kysely";
import { ranked } from "./ranking.ts";
import type { ImportRecord } from "./store.ts";
import type { Database } from "./tables.ts";

/** How much is stored of what, whoever's it is. No words of a chat are in it. */
export interface Figures {
  databaseBytes: number;
  /** How many people have a chat here. */
  owners: number;
  sessions: Tally<"source" | "visibility">[];
  messages: Tally<"role">[];
  /** They never get a vector. */
  messagesWithoutText: number;
  /** In which chats were held; folders with one repository count as one. */
  workspaces: number;
  toolCalls: Ranked<"tool", "outcome">[];
  /** What questions were asked with, beside their words. */
  intents: Record<IntentKind, Ranked<"value">[]>;
  /** Messages by the model that wrote them. */
  models: Ranked<"model">[];
  /** As the products counted them; `kind` is prompt or completion. */
  tokens: Ranked<"model", "kind">[];
  /** Secrets that were taken out, by the rule that found them. */
  redactions: Ranked<"rule">[];
  /** Files that chats were read from; `state` is read, torn or failed. */
  files: Tally<"state">[];
  /** Messages that are done, by generation of vectors. */
  vectors: Ranked<"generation">[];
  /** The newest that came to its end; undefined before the first. */
  lastImport: Omit<ImportRecord, "filesSeen" | "sessionsUpdated"> | undefined;
}

export type Tally<Label extends string> = Record<Label, string> & { count: number };

/** A figure of one of the largest values; undefined stands for all other values together. */
export type Ranked<Value extends string, Detail extends string = never> = Record<
  Value,
  string | undefined
> &
  Record<Detail, string> & { count: number };

export type IntentKind = (typeof intentKinds)[number];

export const intentKinds = ["command", "agent", "mode"] as const;

/** Counts everything. Takes a second for each million of messages. */
export async function readFigures(
  db: Kysely<Database>,
  databaseBytes: (db: Kysely<Database>) => Promise<number>,
): Promise<Figures> {
  return {
    databaseBytes: await databaseBytes(db),
    owners: await owners(db),
    sessions: await sessions(db),
    messages: await messages(db),
    messagesWithoutText: await messagesWithoutText(db),
    workspaces: await workspaces(db),
    toolCalls: await toolCalls(db),
    intents: {
      command: await intents(db, "command"),
      agent: await intents(db, "agent"),
      mode: await intents(db, "mode"),
    },
    models: await models(db),
    tokens: await tokens(db),
    redactions: await redactions(db),
    files: await files(db),
    vectors: await vectors(db),
    lastImport: await lastImport(db),
  };
}

async function owners(db: Kysely<Database>): Promise<number> {
  const { count } = await db
    .selectFrom("core.conversations")
    .select((eb) => eb.fn.count<number>("owner").distinct().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

function sessions(db: Kysely<Database>): Promise<Figures["sessions"]> {
  return db
    .selectFrom("core.conversations")
    .select((eb) => ["source", "visibility", eb.fn.countAll<number>().as("count")])
    .groupBy(["source", "visibility"])
    .orderBy("source")
    .orderBy("visibility")
    .execute();
}

function messages(db: Kysely<Database>): Promise<Figures["messages"]> {
  return db
    .selectFrom("core.messages")
    .select((eb) => ["role", eb.fn.countAll<number>().as("count")])
    .groupBy("role")
    .orderBy("role")
    .execute();
}

async function messagesWithoutText(db: Kysely<Database>): Promise<number> {
  const { count } = await db
    .selectFrom("core.messages")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    // Said in words, because SQLite takes a partial index for no parameter.
    .where("text", "=", sql.lit(""))
    .executeTakeFirstOrThrow();
  return count;
}

async function workspaces(db: Kysely<Database>): Promise<number> {
  const { count } = await db
    .selectFrom("core.workspaces as w")
    .select((eb) =>
      eb.fn.count<number>(eb.fn.coalesce("w.repository", "w.uri")).distinct().as("count"),
    )
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("core.conversations as c")
          .select("c.id")
          .whereRef("c.workspace_id", "=", "w.id"),
      ),
    )
    .executeTakeFirstOrThrow();
  return count;
}

async function toolCalls(db: Kysely<Database>): Promise<Figures["toolCalls"]> {
  const rows = await ranked(
    db,
    sql`select tool as value, outcome as detail, count(*) as count
      from ${sql.table("core.tool_calls")} group by tool, outcome`,
  );
  return rows.map(({ value, detail, count }) => ({ tool: value, outcome: detail, count }));
}

async function intents(db: Kysely<Database>, kind: IntentKind): Promise<Ranked<"value">[]> {
  const column = sql.ref(`intent_${kind}`);
  const rows = await ranked(
    db,
    sql`select ${column} as value, '' as detail, count(*) as count
      from ${sql.table("core.messages")} where ${column} is not null group by ${column}`,
  );
  return rows.map(({ value, count }) => ({ value, count }));
}

async function models(db: Kysely<Database>): Promise<Figures["models"]> {
  const rows = await ranked(
    db,
    sql`select model as value, '' as detail, count(*) as count
      from ${sql.table("core.messages")} where model is not null group by model`,
  );
  return rows.map(({ value, count }) => ({ model: value, count }));
}

/** To SQLite a cross join says what to begin with: messages by their index, without their texts. */
async function tokens(db: Kysely<Database>): Promise<Figures["tokens"]> {
  const rows = await ranked(
    db,
    sql`select value, 'prompt' as detail, prompt as count from used
      union all select value, 'completion', completion from used`,
    sql`used as materialized (
      select coalesce(model, 'unknown') as value,
        coalesce(sum(prompt_tokens), 0) as prompt,
        coalesce(sum(completion_tokens), 0) as completion
      from (
        select m.model, u.prompt_tokens, u.completion_tokens
        from ${sql.table("core.messages")} as m cross join ${sql.table("core.usage")} as u
        where u.message_id = m.id
        union all
        select model, prompt_tokens, completion_tokens
        from ${sql.table("core.conversation_usage")}
      ) as counted_by_products
      group by coalesce(model, 'unknown')
    ),`,
  );
  return rows.map(({ value, detail, count }) => ({ model: value, kind: detail, count }));
}

async function redactions(db: Kysely<Database>): Promise<Figures["redactions"]> {
  const rows = await ranked(
    db,
    sql`select rule as value, '' as detail, sum(occurrences) as count
      from ${sql.table("core.findings")} group by rule`,
  );
  return rows.map(({ value, count }) => ({ rule: value, count }));
}

async function files(db: Kysely<Database>): Promise<Figures["files"]> {
  const { rows } = await sql<Tally<"state">>`
    select state, count(*) as count
    from (
      select case when problem is not null then 'failed' when torn = 1 then 'torn' else 'read' end
        as state
      from ${sql.table("core.source_files")}
    ) as states
    group by state order by state`.execute(db);
  return rows;
}

async function vectors(db: Kysely<Database>): Promise<Figures["vectors"]> {
  const rows = await ranked(
    db,
    sql`select generation as value, '' as detail, count(*) as count
      from ${sql.table("core.message_vectors")} group by generation`,
  );
  return rows.map(({ value, count }) => ({ generation: value, count }));
}

async function lastImport(db: Kysely<Database>): Promise<Figures["lastImport"]> {
  return db
    .selectFrom("core.imports")
    .select((eb) => [
      "started_at as startedAt",
      eb.ref("finished_at").$notNull().as("finishedAt"),
      "files_read as filesRead",
      "files_failed as filesFailed",
      "sessions_added as sessionsAdded",
      "messages_added as messagesAdded",
    ])
    .where("finished_at", "is not", null)
    .orderBy("finished_at", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
}
