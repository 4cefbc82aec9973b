import { afterEach, beforeEach } from "vitest";
import type { Session } from "../../sources/model.ts";
import type { SaveResult, Store } from "../store.ts";
import { readState, sourceFile } from "../test-chats.ts";

/** The store under test, a new and empty one for each test. */
export interface Subject {
  readonly store: Store;
  open: () => Promise<Store>;
  /** Saves a reading of `file`, whole unless `torn`. */
  save(session: Session, file?: ReturnType<typeof sourceFile>, torn?: boolean): Promise<SaveResult>;
  /** Texts of a session's messages in order; undefined without the session. */
  textsOf(id?: string): Promise<string[] | undefined>;
  /** Texts of the messages that full text finds, best first. */
  found(query: string): Promise<string[]>;
}

export function subjectOf(open: () => Promise<Store>): Subject {
  let store: Store | undefined;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store?.close());

  const subject: Subject = {
    get store() {
      if (store === undefined) throw new Error("the store is there within a test only");
      return store;
    },
    open,
    save: (session, file = sourceFile(), torn = false) =>
      subject.store.saveSession(session, file, readState(file, { torn })),
    async textsOf(id = "vscode:chat-1") {
      return (await subject.store.session(id))?.messages.map(({ text }) => text);
    },
    async found(query) {
      const hits = await subject.store.searchText(query, 10);
      const messages = await subject.store.messages(hits.map(({ messageId }) => messageId));
      return messages.map(({ text }) => text);
    },
  };
  return subject;
}
