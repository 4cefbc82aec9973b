import { afterEach, beforeEach } from "vitest";
import type { OpenedDatabase, OpenedStore } from "../../store/open.ts";
import { chat, prompt, readState, sourceFile } from "../../store/test-chats.ts";
import type { Neighbour, VectorStore } from "../ports.ts";

/** The vectors of the owner `local` in a new and empty database for each test. */
export interface Subject {
  readonly vectors: VectorStore;
  forOwner(owner: string): OpenedStore;
  /** Stores a chat of messages with these texts and gives their ids. */
  saved(...texts: string[]): Promise<number[]>;
  savedFor(owner: string, ...texts: string[]): Promise<number[]>;
  /** Gives the messages of `ids` vectors of the generation `one`, in order. */
  put(ids: number[], ...vectors: number[][]): Promise<void>;
  putFor(owner: string, generation: string, ids: number[], ...vectors: number[][]): Promise<void>;
  nearest(vector: number[], limit?: number, generation?: string): Promise<Neighbour[]>;
  /** Ids of the messages that the owner finds near `vector`. */
  foundBy(owner: string, vector: number[], generation?: string): Promise<number[]>;
  /** Texts of up to 10 messages that wait for a vector of the generation `one`. */
  waiting(): Promise<string[]>;
}

export function subjectOf(open: () => Promise<OpenedDatabase>): Subject {
  let database: OpenedDatabase | undefined;
  beforeEach(async () => {
    database = await open();
  });
  afterEach(() => database?.close());

  const forOwner = (owner: string) => {
    if (database === undefined) throw new Error("the database is there within a test only");
    return database.forOwner(owner);
  };
  const subject: Subject = {
    get vectors() {
      return forOwner("local").vectors;
    },
    forOwner,
    saved: (...texts) => subject.savedFor("local", ...texts),
    async savedFor(owner, ...texts) {
      const { store } = forOwner(owner);
      const file = sourceFile();
      const messages = texts.map((text, index) => prompt(`r${index}`, text, index));
      await store.saveSession(chat({ createdAt: 0, messages }), file, readState(file));
      return (await store.session("vscode:chat-1"))?.messages.map(({ id }) => id) ?? [];
    },
    put: (ids, ...vectors) => subject.putFor("local", "one", ids, ...vectors),
    putFor: (owner, generation, ids, ...vectors) =>
      forOwner(owner).vectors.upsert(
        generation,
        vectors.map((vector, index) => ({
          messageId: ids[index] ?? 0,
          vector: Float32Array.from(vector),
        })),
      ),
    nearest: (vector, limit = 10, generation = "one") =>
      subject.vectors.nearest(generation, Float32Array.from(vector), limit),
    async foundBy(owner, vector, generation = "one") {
      const { vectors } = forOwner(owner);
      const found = await vectors.nearest(generation, Float32Array.from(vector), 10);
      return found.map(({ messageId }) => messageId);
    },
    async waiting() {
      const messages = await forOwner("local").store.messagesWithoutVector("one", 10);
      return messages.map(({ text }) => text);
    },
  };
  return subject;
}
