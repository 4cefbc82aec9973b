import type { Kysely } from "kysely";
import { saveSession } from "./conversations.ts";
import type { Engine } from "./engine.ts";
import { beginImport, finishImport, lastImport } from "./imports.ts";
import { counts, messagesWithoutVector } from "./owned-messages.ts";
import { foundMessages, sessionDetail, sessionPage } from "./sessions.ts";
import { fileStates, saveFileFailure } from "./source-files.ts";
import type { Store } from "./store.ts";
import type { Database } from "./tables.ts";
import { StoreUnavailable } from "./unavailable.ts";

/** A `Store` over any SQL engine that Kysely speaks, for the chats of one owner. */
export function sqlStore(db: Kysely<Database>, engine: Engine, owner: string): Store {
  return {
    saveSession: (session, file, state, sanitation) =>
      saveSession(db, engine, owner, session, file, state, sanitation),
    fileState: fileStates(db, owner),
    saveFileFailure: (file, problem) => saveFileFailure(db, owner, file, problem),
    beginImport: (startedAt) => beginImport(db, owner, startedAt),
    finishImport: (id, counts, finishedAt) => finishImport(db, owner, id, counts, finishedAt),
    lastImport: () => lastImport(db, owner),
    sessions: (page) => sessionPage(db, owner, page),
    session: (id) => sessionDetail(db, owner, id),
    counts: () => counts(db, engine, owner),
    searchText: (query, limit) => engine.textIndex.search(db, owner, query, limit),
    messagesWithoutVector: (generation, limit) =>
      messagesWithoutVector(db, owner, generation, limit),
    messages: (ids) => foundMessages(db, owner, ids),
    unreadyReason: () => unreadyReason(db, engine),
    close: () => db.destroy(),
  };
}

async function unreadyReason(db: Kysely<Database>, engine: Engine): Promise<string | undefined> {
  try {
    return await engine.schemaProblem(db);
  } catch (error) {
    return error instanceof StoreUnavailable ? error.message : "The database cannot be read.";
  }
}
