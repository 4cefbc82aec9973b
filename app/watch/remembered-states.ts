import type { FileState, Store } from "../store/store.ts";

/**
 * `store` with the states of files kept in memory: asking for thousands of them after every change
 * would take longer than all the rest. What another process stores meanwhile is read once more here,
 * to no harm.
 */
export function rememberingStates(store: Store): Store {
  const known = new Map<string, FileState>();
  return {
    ...store,
    async fileState(path) {
      const state = known.get(path) ?? (await store.fileState(path));
      if (state !== undefined) known.set(path, state);
      return state;
    },
    async saveSession(session, file, state) {
      known.delete(file.path);
      return store.saveSession(session, file, state);
    },
    async saveFileFailure(file, problem) {
      known.delete(file.path);
      return store.saveFileFailure(file, problem);
    },
  };
}
