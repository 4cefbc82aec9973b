import { type Kysely, type SqlBool, sql } from "kysely";
import type { Engine } from "./engine.ts";
import { searchedMessages } from "./searched-messages.ts";
import type { Counts, EmbeddableMessage } from "./store.ts";
import type { Database } from "./tables.ts";
import { visibleIds } from "./visible-ids.ts";

/** How much `viewer` sees. */
export async function counts(
  db: Kysely<Database>,
  engine: Engine,
  viewer: string,
): Promise<Counts> {
  const visible = visibleIds(db, viewer).as("visible");
  const row = await db
    .selectNoFrom((eb) => [
      eb
        .selectFrom(visible)
        .select((of) => of.fn.countAll<number>().as("count"))
        .as("sessions"),
      eb
        .selectFrom(visible)
        .innerJoin("core.messages as m", "m.conversation_id", "visible.id")
        .select((of) => of.fn.countAll<number>().as("count"))
        .as("messages"),
      eb
        .selectFrom(visible)
        .innerJoin("core.conversations as c", "c.id", "visible.id")
        .innerJoin("core.workspaces as w", "w.id", "c.workspace_id")
        .select((of) =>
          of.fn.count<number>(of.fn.coalesce("w.repository", "w.uri")).distinct().as("count"),
        )
        .as("workspaces"),
      eb
        .selectFrom(visible)
        .innerJoin("core.messages as m", "m.conversation_id", "visible.id")
        .innerJoin("core.tool_calls as t", "t.message_id", "m.id")
        .select((of) => of.fn.countAll<number>().as("count"))
        .as("toolCalls"),
    ])
    .executeTakeFirstOrThrow();
  return {
    sessions: row.sessions ?? 0,
    messages: row.messages ?? 0,
    workspaces: row.workspaces ?? 0,
    toolCalls: row.toolCalls ?? 0,
    databaseBytes: await engine.databaseBytes(db),
  };
}

/**
 * Messages without text have nothing to compare, so they never wait for a vector. The others that are
 * done are passed over by their index: whose text is looked at is read from the file.
 */
export function messagesWithoutVector(
  db: Kysely<Database>,
  owner: string,
  generation: string,
  limit: number,
  after: number,
): Promise<EmbeddableMessage[]> {
  return (
    db
      .selectFrom(searchedMessages(db))
      .leftJoin("core.message_vectors as v", (join) =>
        join.onRef("v.message_id", "=", "m.id").on("v.generation", "=", generation),
      )
      .select(["m.id", sql<string>`m.text`.as("text")])
      .where("m.id", ">", after)
      .where("v.message_id", "is", null)
      .where(sql<SqlBool>`case when v.message_id is null then m.text <> '' else false end`)
      // Not a join, which SQLite would begin with, to sort all messages for each few.
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom("core.conversations as c")
            .select("c.id")
            .whereRef("c.id", "=", "m.conversation_id")
            .where("c.owner", "=", owner),
        ),
      )
      .orderBy("m.id")
      .limit(limit)
      .execute()
  );
}
