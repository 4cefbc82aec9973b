import type { Kysely } from "kysely";
import { saveSession } from "./conversations.ts";
import type { Engine } from "./engine.ts";
import { beginImport, finishImport, lastImport } from "./imports.ts";
import { foundMessages, sessionDetail, sessionPage } from "./sessions.ts";
import { fileState, saveFileFailure } from "./source-files.ts";
import type { Counts, EmbeddableMessage, Store } from "./store.ts";
import type { Database } from "./tables.ts";

/** A `Store` over any SQL engine that Kysely speaks, for the chats of one owner. */
export function sqlStore(db: Kysely<Database>, engine: Engine, owner: string): Store {
  return {
    saveSession: (session, file, state) => saveSession(db, engine, owner, session, file, state),
    fileState: (path) => fileState(db, owner, path),
    saveFileFailure: (file, problem) => saveFileFailure(db, owner, file, problem),
    beginImport: (startedAt) => beginImport(db, startedAt),
    finishImport: (id, counts, finishedAt) => finishImport(db, id, counts, finishedAt),
    lastImport: () => lastImport(db),
    sessions: (page) => sessionPage(db, owner, page),
    session: (id) => sessionDetail(db, owner, id),
    counts: () => counts(db, engine),
    searchText: (query, limit) => engine.textIndex.search(db, query, limit),
    messagesWithoutVector: (generation, limit) => messagesWithoutVector(db, generation, limit),
    messages: (ids) => foundMessages(db, owner, ids),
    isReady: () => isReady(db),
    close: () => db.destroy(),
  };
}

async function counts(db: Kysely<Database>, engine: Engine): Promise<Counts> {
  const rows = async (table: keyof Database) => {
    const { count } = await db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    return count;
  };
  return {
    sessions: await rows("core.conversations"),
    messages: await rows("core.messages"),
    workspaces: await rows("core.workspaces"),
    toolCalls: await rows("core.tool_calls"),
    databaseBytes: await engine.databaseBytes(db),
  };
}

/** Messages without text have nothing to compare, so they never wait for a vector. */
function messagesWithoutVector(
  db: Kysely<Database>,
  generation: string,
  limit: number,
): Promise<EmbeddableMessage[]> {
  return db
    .selectFrom("core.messages as m")
    .leftJoin("core.message_vectors as v", (join) =>
      join.onRef("v.message_id", "=", "m.id").on("v.generation", "=", generation),
    )
    .select(["m.id", "m.text"])
    .where("v.message_id", "is", null)
    .where("m.text", "<>", "")
    .orderBy("m.id")
    .limit(limit)
    .execute();
}

async function isReady(db: Kysely<Database>): Promise<boolean> {
  try {
    await db.selectFrom("core.conversations").select("id").limit(1).execute();
    return true;
  } catch {
    return false;
  }
}
