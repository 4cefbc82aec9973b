import { sessionName } from "../store/session-name.ts";
import type { SessionDetail, Store } from "../store/store.ts";

/** What an archive needs of the place where chats are kept. */
export interface ArchiveSource {
  /** Ids of all sessions of its owner, each once, in no particular order. */
  ids(): AsyncIterable<string>;
  /** Undefined where there is no such session any more. */
  session(id: string): Promise<ArchivedSession | undefined>;
}

/** The part of a stored session that goes into a file. */
export type ArchivedSession = Pick<
  SessionDetail,
  "id" | "source" | "title" | "workspace" | "repository" | "createdAt" | "updatedAt" | "usage"
> & { messages: ArchivedMessage[] };

export type ArchivedMessage = Omit<SessionDetail["messages"][number], "id">;

/** An owner's own sessions of `store`, which holds a page of their list and one whole session at a time. */
export function storeSource(store: Pick<Store, "sessions" | "session">): ArchiveSource {
  return { ids: () => storedIds(store), session: (id) => store.session(id) };
}

/** The most that a store gives at once. */
const pageSize = 200;

/**
 * The latest session comes first, so one that is written meanwhile moves from a page to come to one
 * that was read. Hence the beginning is read again until it has nothing new.
 */
async function* storedIds(store: Pick<Store, "sessions">): AsyncIterable<string> {
  const seen = new Set<string>();
  let isFirstPass = true;
  for (let newOnes = 1; newOnes > 0; isFirstPass = false) {
    newOnes = 0;
    for (let offset = 0, isAtEnd = false; !isAtEnd; offset += pageSize) {
      const { sessions } = await store.sessions({ limit: pageSize, offset });
      const unseen = sessions.map(({ id }) => id).filter((id) => !seen.has(id));
      for (const id of unseen) {
        seen.add(id);
        if (sessionName(id)?.owner === undefined) yield id;
      }
      newOnes += unseen.length;
      isAtEnd = sessions.length < pageSize || (!isFirstPass && unseen.length === 0);
    }
  }
}
