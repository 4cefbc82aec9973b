import type { Kysely } from "kysely";
import { checkContent } from "./content-check.ts";
import type { Engine } from "./engine.ts";
import { removeSession } from "./removal.ts";
import { sessionsBefore } from "./sessions.ts";
import type { SessionSummary } from "./store.ts";
import type { Database } from "./tables.ts";
import { StoreUnavailable } from "./unavailable.ts";
import { workspaceGroups } from "./workspaces.ts";

/** Looks after what one owner has stored. */
export interface Maintenance {
  /** Where chats were held, by name; folders with one repository are one. */
  workspaces(): Promise<WorkspaceGroup[]>;
  /**
   * What is wrong with the database, a sentence each; none when all is well. Reads everything:
   * the engine's own structures, the indexes, and each message of the owner against its hash.
   */
  check(): Promise<string[]>;
  /**
   * Gives the space of deleted rows back and refreshes what the engine knows of its tables. Throws
   * where the login may not.
   */
  vacuum(): Promise<void>;
  /**
   * Erases what sessions that were sanitized again have left in the database's file; quick where there
   * is nothing. Throws where another process keeps it from that: then the next call does it.
   */
  eraseRedacted(): Promise<void>;
  /** Sessions that nobody went on with since `before`, the oldest first; of `folders` if given. */
  sessionsBefore(before: number, folders?: string[]): Promise<SessionSummary[]>;
  /**
   * Removes those of `ids` that nobody went on with since `before`, each in a transaction of its
   * own; gives how many. An import does not bring them back, unless somebody goes on with one.
   */
  remove(ids: string[], times: { before: number; removedAt: number }): Promise<number>;
}

export interface WorkspaceGroup {
  /** Of the repository its last step, else the folder's name. */
  name: string;
  /** Absent for a folder without one. */
  repository?: string;
  /** URIs of the folders, sorted. */
  folders: string[];
  sessions: number;
}

/** The `Maintenance` of any SQL engine. */
export function sqlMaintenance(db: Kysely<Database>, engine: Engine, owner: string): Maintenance {
  return {
    workspaces: () => workspaceGroups(db, owner),
    check: () => check(db, engine, owner),
    async vacuum() {
      await engine.dropStrayVectors(db);
      await engine.vacuum(db);
    },
    eraseRedacted: () => engine.eraseRedacted(db),
    sessionsBefore: (before, folders) => sessionsBefore(db, owner, before, folders),
    async remove(ids, times) {
      let removed = 0;
      for (const id of ids) {
        if (await removeSession(db, engine, owner, id, times)) removed += 1;
      }
      await engine.dropStrayVectors(db);
      return removed;
    },
  };
}

async function check(db: Kysely<Database>, engine: Engine, owner: string): Promise<string[]> {
  try {
    const problems = await engine.check(db);
    // What the engine has lost would only be told once more, message by message.
    return problems.length > 0 ? problems : await checkContent(db, owner);
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    // That it cannot be read is what was asked for.
    return [error instanceof Error ? error.message : String(error)];
  }
}
