import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Session } from "../sources/model.ts";
import { sharingContract } from "./contract/sharing.ts";
import type { OpenedStore } from "./open.ts";
import { answer, chat, message, prompt, readState, sourceFile } from "./test-chats.ts";

/**
 * What keeps owners apart, and what they share. `open` gives the stores of `ada` and `grace` on one new database; the contract
 * closes both.
 */
export function ownerContract(
  name: string,
  open: () => Promise<{ ada: OpenedStore; grace: OpenedStore }>,
): void {
  describe(name, () => {
    let ada: OpenedStore;
    let grace: OpenedStore;
    beforeEach(async () => {
      ({ ada, grace } = await open());
    });
    afterEach(async () => {
      await ada.store.close();
      await grace.store.close();
    });

    sharingContract(() => ({ ada, grace }));

    const file = sourceFile();
    const vector = Float32Array.from([1, 0, 0, 0]);

    /** A chat with everything that a chat can have; gives the ids of its messages. */
    const save = async ({ store }: OpenedStore, text: string): Promise<number[]> => {
      const toolCall = { id: "c", tool: "t", summary: "s", input: "i", output: "o" };
      const session = chat({
        title: "Sourdough",
        workspace: { uri: "file:///bakery", name: "bakery" },
        messages: [
          prompt("r1", text),
          answer("r1", text),
          message({ key: "r2", text, toolCalls: [{ ...toolCall, outcome: "ok" }] }),
        ],
      });
      const finding = { messageKey: "r1/user", rule: "github-token", hash: "aa", count: 1 };
      const sanitation = { rulesVersion: "1", findings: [finding] };
      await store.saveSession(session, file, readState(file), sanitation);
      await store.finishImport(await store.beginImport(1_000), importCounts, 2_000);
      return (await store.session("vscode:chat-1"))?.messages.map(({ id }) => id) ?? [];
    };

    it("shows nothing of another's chats, by any method", async () => {
      const ids = await save(ada, "bread");
      await ada.vectors.upsert(
        "one",
        ids.map((messageId) => ({ messageId, vector })),
      );

      const { store, vectors, records, maintenance } = grace;
      expect(await store.sessions({ limit: 10, offset: 0 })).toEqual({ total: 0, sessions: [] });
      expect(await store.session("vscode:chat-1")).toBeUndefined();
      expect(await store.excerpts(ids, "")).toEqual([]);
      const { databaseBytes: _, ...counts } = await store.counts();
      expect(counts).toEqual({ sessions: 0, messages: 0, workspaces: 0, toolCalls: 0 });
      expect(await store.searchText("bread", 10)).toEqual([]);
      expect(await store.searchText("sourdough", 10)).toEqual([]);
      expect(await store.messagesWithoutVector("one", 10)).toEqual([]);
      expect(await store.messagesWithoutVector("other", 10)).toEqual([]);
      expect(await store.fileState(file.path)).toBeUndefined();
      expect(await store.fileStates()).toEqual(new Map());
      expect(await store.lastImport()).toEqual({ finished: undefined, unfinishedSince: undefined });
      expect(await records.whole("vscode:chat-1")).toBeUndefined();
      expect(await records.pathsOf("vscode:chat-1")).toEqual([]);
      expect(await records.findings("vscode:chat-1")).toEqual([]);
      expect(await records.underOtherRules("2")).toEqual([]);
      expect(await maintenance.workspaces()).toEqual([]);
      expect(await maintenance.sessionsBefore(9_000)).toEqual([]);
      expect(await vectors.nearest("one", vector, 10)).toEqual([]);
      expect(await vectors.count("one")).toBe(0);
    });

    it("keeps the same chat of two owners as two", async () => {
      const [adasId = 0] = await save(ada, "bread");
      const [gracesId = 0] = await save(grace, "butter");
      expect(adasId).not.toBe(gracesId);
      for (const [owner, id, text] of [
        [ada, adasId, "bread"],
        [grace, gracesId, "butter"],
      ] as const) {
        await owner.vectors.upsert("one", [{ messageId: id, vector }]);
        expect(await owner.store.session("vscode:chat-1")).toMatchObject({
          workspace: "bakery",
          messages: [{ id, text }, { text }, { text }],
        });
        expect(await owner.store.counts()).toMatchObject({
          sessions: 1,
          messages: 3,
          workspaces: 1,
          toolCalls: 1,
        });
        expect(await owner.store.searchText("bread butter sourdough", 10)).toHaveLength(3);
        expect(await owner.vectors.nearest("one", vector, 10)).toMatchObject([{ messageId: id }]);
        expect(await owner.vectors.count("one")).toBe(1);
      }
    });

    it("changes nothing of another's", async () => {
      const [id = 0] = await save(ada, "bread");
      await grace.vectors.upsert("one", [{ messageId: id, vector }]);
      expect(await ada.vectors.count("one")).toBe(0);
      expect(await ada.vectors.nearest("one", vector, 10)).toEqual([]);

      await ada.vectors.upsert("one", [{ messageId: id, vector }]);
      const across = Float32Array.from([0, 1, 0, 0]);
      await grace.vectors.upsert("one", [{ messageId: id, vector: across }]);
      await grace.vectors.upsert("one", [{ messageId: id, vector: new Float32Array(4) }]);
      expect(await ada.vectors.nearest("one", vector, 10)).toEqual([
        { messageId: id, rank: 1, similarity: 1 },
      ]);

      const importId = await ada.store.beginImport(3_000);
      await grace.store.finishImport(importId, importCounts, 4_000);
      expect((await ada.store.lastImport()).unfinishedSince).toBe(3_000);
      const erase = (session: Session) => ({
        session: { ...session, messages: [] },
        sanitation: { rulesVersion: "2", findings: [] },
      });
      expect(await grace.records.sanitizeAgain("vscode:chat-1", erase)).toBe(false);
      expect(await ada.records.underOtherRules("1")).toEqual([]);
      const times = { before: 9_000, removedAt: 9_000 };
      expect(await grace.maintenance.remove(["vscode:chat-1"], times)).toBe(0);
      expect((await ada.store.counts()).sessions).toBe(1);
      await grace.store.saveFileFailure(file, "not JSON");
      expect(await ada.store.fileState(file.path)).toEqual(readState(file));
    });
  });
}

const importCounts = {
  filesSeen: 1,
  filesRead: 1,
  filesFailed: 0,
  sessionsAdded: 1,
  sessionsUpdated: 0,
  messagesAdded: 3,
};
