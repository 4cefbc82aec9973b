import { afterEach, beforeEach } from "vitest";
import type { Session } from "../../sources/model.ts";
import type { VectorStore } from "../../vectors/ports.ts";
import type { Ingests } from "../ingests.ts";
import type { Maintenance } from "../maintenance.ts";
import type { OpenedStore } from "../open.ts";
import type { SessionRecords } from "../session-records.ts";
import type { SaveResult, Store } from "../store.ts";
import { readState, sourceFile } from "../test-chats.ts";

/** The store under test, a new and empty one for each test. */
export interface Subject {
  readonly store: Store;
  readonly vectors: VectorStore;
  readonly records: SessionRecords;
  readonly maintenance: Maintenance;
  readonly ingests: Ingests;
  open: () => Promise<OpenedStore>;
  /** Saves a reading of `file`, whole unless `torn`. */
  save(session: Session, file?: ReturnType<typeof sourceFile>, torn?: boolean): Promise<SaveResult>;
  /** Texts of a session's messages in order; undefined without the session. */
  textsOf(id?: string): Promise<string[] | undefined>;
  /** Texts of the messages, or their start, that full text finds, best first. */
  found(query: string): Promise<string[]>;
}

export function subjectOf(open: () => Promise<OpenedStore>): Subject {
  let opened: OpenedStore | undefined;
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(() => opened?.store.close());

  const there = () => {
    if (opened === undefined) throw new Error("the store is there within a test only");
    return opened;
  };
  const subject: Subject = {
    get store() {
      return there().store;
    },
    get vectors() {
      return there().vectors;
    },
    get records() {
      return there().records;
    },
    get maintenance() {
      return there().maintenance;
    },
    get ingests() {
      return there().ingests;
    },
    open,
    save: (session, file = sourceFile(), torn = false) =>
      subject.store.saveSession(session, file, readState(file, { torn })),
    async textsOf(id = "vscode:chat-1") {
      return (await subject.store.session(id))?.messages.map(({ text }) => text);
    },
    async found(query) {
      const hits = await subject.store.searchText(query, 10);
      const ids = hits.map(({ messageId }) => messageId);
      return (await subject.store.excerpts(ids, "")).map(({ snippet }) => snippet);
    },
  };
  return subject;
}
