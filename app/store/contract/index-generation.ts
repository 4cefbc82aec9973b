import { expect, it } from "vitest";
import type { OpenedStore } from "../open.ts";
import { answer, chat, prompt, readState, sourceFile } from "../test-chats.ts";
import type { DatabaseSubject } from "./database-subject.ts";

const file = sourceFile();
const vector = Float32Array.from([1, 0, 0, 0]);

async function idsOf({ store }: OpenedStore): Promise<number[]> {
  return (await store.session("vscode:chat-1"))?.messages.map(({ id }) => id) ?? [];
}

/** Everything that a search can see. */
const changes: [what: string, change: (opened: OpenedStore) => Promise<unknown>][] = [
  [
    "a new session",
    ({ store }) => store.saveSession(chat({ id: "chat-2" }), file, readState(file)),
  ],
  [
    "a new message",
    ({ store }) => {
      const messages = [prompt("r1", "Bread?"), answer("r1", "Yes.")];
      return store.saveSession(chat({ messages }), file, readState(file));
    },
  ],
  ["another title", ({ store }) => store.saveSession(chat({ title: "B" }), file, readState(file))],
  ["another visibility", ({ store }) => store.setVisibility("vscode:chat-1", "team")],
  [
    "a redaction",
    ({ records }) =>
      records.sanitizeAgain("vscode:chat-1", (session) => ({
        session: { ...session, messages: [prompt("r1", "[redacted]")] },
        sanitation: { rulesVersion: "2", findings: [] },
      })),
  ],
  [
    "a vector",
    async (opened) =>
      opened.vectors.upsert(
        "one",
        (await idsOf(opened)).map((messageId) => ({ messageId, vector })),
      ),
  ],
  [
    "a removal",
    ({ maintenance }) => maintenance.remove(["vscode:chat-1"], { before: 9_000, removedAt: 9_000 }),
  ],
];

export function indexGenerationContract({ open, run }: DatabaseSubject): void {
  /** A database with one chat. */
  const withChat = async () => {
    const opened = await open();
    await opened.forOwner("ada").store.saveSession(chat(), file, readState(file));
    return opened;
  };

  it.each(changes)("has another generation after %s, in every process", async (_, change) => {
    const writer = await withChat();
    const reader = await open();
    const before = await reader.indexGeneration();
    expect(await reader.indexGeneration()).toBe(before);
    await change(writer.forOwner("ada"));
    const after = await reader.indexGeneration();
    expect(after).toBeGreaterThan(before);
    expect(await writer.indexGeneration()).toBe(after);
  });

  it.each([
    "update core.conversations set visibility = 'team'",
    "update core.messages set model = 'gpt-5'",
    "insert into core.message_vectors (generation, message_id) select 'one', id from core.messages",
    "delete from core.messages",
  ])("has another generation when another program runs %j", async (statement) => {
    const opened = await withChat();
    const before = await opened.indexGeneration();
    await run(statement);
    expect(await opened.indexGeneration()).toBeGreaterThan(before);
  });

  it("has another generation once other vectors are in use", async () => {
    const opened = await withChat();
    const ada = opened.forOwner("ada");
    const ids = await idsOf(ada);
    await ada.vectors.upsert(
      "one",
      ids.map((messageId) => ({ messageId, vector })),
    );
    const before = await opened.indexGeneration();
    expect(await ada.vectors.complete("one")).toBe(true);
    expect(await opened.indexGeneration()).toBeGreaterThan(before);
  });

  it("keeps its generation when nothing is written that a search can see", async () => {
    const opened = await withChat();
    const before = await opened.indexGeneration();
    const { store } = opened.forOwner("ada");
    await store.saveFileFailure(sourceFile({ path: "/chats/b.json" }), "not JSON");
    await store.beginImport(1_000);
    await store.sessions({ limit: 1, offset: 0 });
    await opened.snapshots.save({
      takenAt: 1,
      samples: [{ name: "copilot_sessions", labels: {}, value: 1 }],
    });
    expect(await opened.indexGeneration()).toBe(before);
  });

  it("never comes by a generation again, though it was put back to an earlier state", async () => {
    const opened = await withChat();
    const before = await opened.indexGeneration();
    await run("update core.index_generation set number = 5");
    await opened.forOwner("ada").store.setVisibility("vscode:chat-1", "team");
    expect(await opened.indexGeneration()).toBeGreaterThanOrEqual(before);
  });

  it("goes on from a generation that is ahead of the clock", async () => {
    const opened = await withChat();
    const ahead = Date.now() + 3_600_000;
    await run(`update core.index_generation set number = ${ahead}`);
    const { store } = opened.forOwner("ada");
    await store.setVisibility("vscode:chat-1", "team");
    expect(await opened.indexGeneration()).toBe(ahead + 1);
  });

  it("shows the same to whoever reads the same generation, while several write", async () => {
    const writer = await open();
    const reader = await open();
    const write = async ({ store }: OpenedStore, ids: string[]) => {
      for (const id of ids) await store.saveSession(chat({ id }), file, readState(file));
    };
    const names = (start: string) => Array.from({ length: 15 }, (_, index) => `${start}-${index}`);
    let isWriting = true;
    const written = Promise.all([
      write(writer.forOwner("ada"), names("ada")),
      write(writer.forOwner("grace"), names("grace")),
    ]).finally(() => {
      isWriting = false;
    });
    const seen = new Map<number, Set<number>>();
    while (isWriting) {
      const before = await reader.indexGeneration();
      const { total } = await reader.forOwner("ada").store.sessions({ limit: 1, offset: 0 });
      const after = await reader.indexGeneration();
      if (before !== after) continue;
      seen.set(before, (seen.get(before) ?? new Set()).add(total));
      await new Promise(setImmediate);
    }
    await written;
    expect([...seen.values()].filter((totals) => totals.size > 1)).toEqual([]);
  });
}
