import type { OpenedDatabase, OpenedStore } from "./open.ts";

/**
 * A store, or the vectors beside it, cannot be had, now or ever. The message says why, for people,
 * and holds no secret.
 */
export class StoreUnavailable extends Error {}

/** The database of an installation without one: its stores are those of `unavailableStore`. */
export function unavailableDatabase(reason: string): OpenedDatabase {
  const refuse = () => Promise.reject(new StoreUnavailable(reason));
  return {
    forOwner: () => unavailableStore(reason),
    forSearch: () => unavailableStore(reason),
    owners: refuse,
    keys: { add: refuse, list: refuse, withPrefix: refuse, markUsed: refuse, revoke: refuse },
    indexGeneration: refuse,
    figures: refuse,
    snapshots: { save: refuse, between: refuse, prune: refuse },
    close: async () => {},
  };
}

/** The store of an installation without a database: it is never ready, and all else throws `reason`. */
export function unavailableStore(reason: string): OpenedStore {
  const refuse = () => Promise.reject(new StoreUnavailable(reason));
  return {
    store: {
      unavailableReason: reason,
      saveSession: refuse,
      saveSessions: refuse,
      fileState: refuse,
      fileStates: refuse,
      saveFileFailure: refuse,
      beginImport: refuse,
      finishImport: refuse,
      lastImport: refuse,
      sessions: refuse,
      session: refuse,
      counts: refuse,
      setVisibility: refuse,
      searchText: refuse,
      messagesWithoutVector: refuse,
      excerpts: refuse,
      suggestions: refuse,
      candidates: refuse,
      unreadyReason: async () => reason,
      close: async () => {},
    },
    vectors: {
      upsert: refuse,
      nearest: refuse,
      hasAny: refuse,
      count: refuse,
      currentGeneration: refuse,
      reconcile: refuse,
      complete: refuse,
    },
    records: {
      whole: refuse,
      pathsOf: refuse,
      aliasesOf: refuse,
      findings: refuse,
      states: refuse,
      underOtherRules: refuse,
      sanitizeAgain: refuse,
      forgetRemoval: refuse,
    },
    maintenance: {
      workspaces: refuse,
      check: refuse,
      vacuum: refuse,
      eraseRedacted: refuse,
      sessionsBefore: refuse,
      remove: refuse,
    },
    ingests: { known: refuse, accept: refuse, use: refuse, addBytes: refuse },
  };
}
