import type { OpenedStore } from "./open.ts";

/**
 * A store, or the vectors beside it, cannot be had, now or ever. The message says why, for people,
 * and holds no secret.
 */
export class StoreUnavailable extends Error {}

/** The store of an installation without a database: it is never ready, and all else throws `reason`. */
export function unavailableStore(reason: string): OpenedStore {
  const refuse = () => Promise.reject(new StoreUnavailable(reason));
  return {
    store: {
      unavailableReason: reason,
      saveSession: refuse,
      fileState: refuse,
      saveFileFailure: refuse,
      beginImport: refuse,
      finishImport: refuse,
      lastImport: refuse,
      sessions: refuse,
      session: refuse,
      counts: refuse,
      searchText: refuse,
      messagesWithoutVector: refuse,
      messages: refuse,
      unreadyReason: async () => reason,
      close: async () => {},
    },
    vectors: { upsert: refuse, nearest: refuse, count: refuse },
    records: {
      whole: refuse,
      pathsOf: refuse,
      findings: refuse,
      underOtherRules: refuse,
      sanitizeAgain: refuse,
    },
    maintenance: {
      workspaces: refuse,
      check: refuse,
      vacuum: refuse,
      sessionsBefore: refuse,
      remove: refuse,
    },
  };
}
