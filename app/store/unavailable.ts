import type { SqliteStore } from "./sqlite.ts";

/** Every method of a store that cannot be had fails with this; its message is for people. */
export class StoreUnavailable extends Error {}

/** The store of an installation without a database: it is never ready, and all else throws `reason`. */
export function unavailableStore(reason: string): SqliteStore {
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
      isReady: async () => false,
      close: async () => {},
    },
    vectors: { upsert: refuse, nearest: refuse, count: refuse },
  };
}
