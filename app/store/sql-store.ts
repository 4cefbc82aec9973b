import type { Kysely } from "kysely";
import { saveSessions } from "./conversations.ts";
import type { Engine } from "./engine.ts";
import { beginImport, finishImport, lastImport } from "./imports.ts";
import { inOrder } from "./in-order.ts";
import { counts, messagesWithoutVector } from "./owned-messages.ts";
import { searchReads } from "./search-reads.ts";
import { sessionDetail, sessionPage } from "./sessions.ts";
import { fileState, fileStates, saveFileFailure } from "./source-files.ts";
import type { Store } from "./store.ts";
import type { Database } from "./tables.ts";
import { StoreUnavailable } from "./unavailable.ts";
import { setVisibility } from "./visibility.ts";

/** A `Store` over any SQL engine that Kysely speaks, for the chats of one owner. */
export function sqlStore(db: Kysely<Database>, engine: Engine, owner: string): Store {
  // An import that is cut off has stored its first readings, not some of them.
  const bulk = inOrder();
  return {
    async saveSession(session, file, state, sanitation) {
      const reading = { session, file, state, sanitation };
      const [saved] = await saveSessions(db, engine, owner, [reading]);
      if (saved === undefined) throw new Error(`${session.id}: gave no result`);
      return saved;
    },
    saveSessions(readings, amount) {
      const save = () => saveSessions(db, engine, owner, readings);
      return amount === "bulk" ? bulk(save) : save();
    },
    fileState: (path) => fileState(db, owner, path),
    fileStates: () => fileStates(db, owner),
    saveFileFailure: (file, problem) => saveFileFailure(db, owner, file, problem),
    beginImport: (startedAt) => beginImport(db, owner, startedAt),
    finishImport: (id, counts, finishedAt) => finishImport(db, owner, id, counts, finishedAt),
    lastImport: () => lastImport(db, owner),
    sessions: (page) => sessionPage(db, owner, page),
    session: (id) => sessionDetail(db, owner, id),
    counts: () => counts(db, engine, owner),
    setVisibility: (id, visibility) => setVisibility(db, owner, id, visibility),
    messagesWithoutVector: (generation, limit, after = 0) =>
      messagesWithoutVector(db, owner, generation, limit, after),
    ...searchReads(db, engine.textIndex, owner),
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
