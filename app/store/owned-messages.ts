import type { Kysely } from "kysely";
import type { Engine } from "./engine.ts";
import type { Counts, EmbeddableMessage } from "./store.ts";
import type { Database } from "./tables.ts";

/** How much an owner has stored. */
export async function counts(db: Kysely<Database>, engine: Engine, owner: string): Promise<Counts> {
  const row = await db
    .selectNoFrom((eb) => [
      eb
        .selectFrom("core.conversations as c")
        .select((of) => of.fn.countAll<number>().as("count"))
        .where("c.owner", "=", owner)
        .as("sessions"),
      eb
        .selectFrom("core.messages as m")
        .innerJoin("core.conversations as c", "c.id", "m.conversation_id")
        .select((of) => of.fn.countAll<number>().as("count"))
        .where("c.owner", "=", owner)
        .as("messages"),
      eb
        .selectFrom("core.conversations as c")
        .innerJoin("core.workspaces as w", "w.id", "c.workspace_id")
        .select((of) =>
          of.fn.count<number>(of.fn.coalesce("w.repository", "w.uri")).distinct().as("count"),
        )
        .where("c.owner", "=", owner)
        .as("workspaces"),
      eb
        .selectFrom("core.tool_calls as t")
        .innerJoin("core.messages as m", "m.id", "t.message_id")
        .innerJoin("core.conversations as c", "c.id", "m.conversation_id")
        .select((of) => of.fn.countAll<number>().as("count"))
        .where("c.owner", "=", owner)
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

/** Messages without text have nothing to compare, so they never wait for a vector. */
export function messagesWithoutVector(
  db: Kysely<Database>,
  owner: string,
  generation: string,
  limit: number,
): Promise<EmbeddableMessage[]> {
  return (
    db
      .selectFrom("core.messages as m")
      .leftJoin("core.message_vectors as v", (join) =>
        join.onRef("v.message_id", "=", "m.id").on("v.generation", "=", generation),
      )
      .select(["m.id", "m.text"])
      .where("v.message_id", "is", null)
      .where("m.text", "<>", "")
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
