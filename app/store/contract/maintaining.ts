import { describe, expect, it } from "vitest";
import { answer, chat, message, prompt, sourceFile } from "../test-chats.ts";
import type { Subject } from "./subject.ts";

export function maintainingContract(subject: Subject): void {
  const { save, found } = subject;

  describe("maintaining", () => {
    const shop = { uri: "file:///shop", name: "shop" };
    const bakery = { uri: "file:///bakery", name: "bakery" };
    const fileOf = (id: string) => sourceFile({ path: `/chats/${id}.json` });
    /** A chat of everything, last continued at `time`. */
    const saveAt = (time: number, id: string, workspace = shop) =>
      save(
        chat({
          id,
          workspace,
          title: `Title ${id}`,
          createdAt: time,
          usage: [{ model: "gpt-5" }],
          messages: [
            { ...prompt("r1", `Question ${id}`), intent: { command: "fix" } },
            answer("r1", `Answer ${id}`),
            message({
              key: "r2/assistant",
              toolCalls: [
                { id: "c", tool: "t", summary: "s", input: "{}", output: "o", outcome: "ok" },
              ],
              usage: { promptTokens: 1, completionTokens: 2 },
              parts: [{ kind: "strange", text: undefined, raw: { a: [1, null] } }],
            }),
          ],
        }),
        fileOf(id),
      );
    const before = async (time: number, folders?: string[]) =>
      (await subject.maintenance.sessionsBefore(time, folders)).map(({ id }) => id);

    it("names the sessions that nobody went on with, the oldest first", async () => {
      await saveAt(3_000, "c");
      await saveAt(1_000, "a");
      await saveAt(2_000, "b", bakery);
      expect(await before(3_000)).toEqual(["vscode:a", "vscode:b"]);
      expect(await before(3_001, [shop.uri])).toEqual(["vscode:a", "vscode:c"]);
      expect(await before(3_001, [])).toEqual([]);
      expect(await before(1_000)).toEqual([]);
    });

    it("removes sessions with all that belongs to them, and no others", async () => {
      await saveAt(1_000, "gone");
      await saveAt(2_000, "kept");
      const ids = (await subject.store.session("vscode:gone"))?.messages.map(({ id }) => id) ?? [];
      const vector = new Float32Array(4).fill(1);
      const waiting = await subject.store.messagesWithoutVector("one", 9);
      await subject.vectors.upsert(
        "one",
        waiting.map(({ id }) => ({ messageId: id, vector })),
      );

      const times = { before: 2_000, removedAt: 9_000 };
      const asked = ["vscode:gone", "vscode:kept", "vscode:unknown"];
      expect(await subject.maintenance.remove(asked, times)).toBe(1);

      expect(await subject.store.session("vscode:gone")).toBeUndefined();
      expect(await subject.store.excerpts(ids, "")).toEqual([]);
      expect(await subject.records.pathsOf("vscode:gone")).toEqual([]);
      expect(await found("gone")).toEqual([]);
      expect((await found("kept")).toSorted()).toEqual(["Answer kept", "Question kept"]);
      expect(await subject.vectors.count("one")).toBe(2);
      expect(await subject.vectors.nearest("one", vector, 9)).toHaveLength(2);
      expect(await subject.store.counts()).toMatchObject({
        sessions: 1,
        messages: 3,
        toolCalls: 1,
      });
      expect(await subject.maintenance.check()).toEqual([]);
    });

    it("does not bring a removed session back, until somebody goes on with it", async () => {
      await saveAt(1_000, "a");
      await subject.maintenance.remove(["vscode:a"], { before: 2_000, removedAt: 9_000 });
      expect(await saveAt(1_000, "a")).toEqual({
        outcome: "unchanged",
        messagesAdded: 0,
        messagesUpdated: 0,
        messagesKept: 0,
      });
      const opened = chat({ id: "a", updatedAt: 5_000, messages: [] });
      expect(await save(opened, fileOf("a"))).toMatchObject({ outcome: "unchanged" });
      expect(await subject.store.counts()).toMatchObject({ sessions: 0, messages: 0 });
      expect(await subject.store.fileState("/chats/a.json")).toBeDefined();

      expect(await saveAt(3_000, "a")).toMatchObject({ outcome: "added", messagesAdded: 3 });
      expect(await saveAt(1_000, "a")).toMatchObject({ outcome: "unchanged" });
      await subject.maintenance.remove(["vscode:a"], { before: 9_000, removedAt: 9_000 });
      expect((await subject.store.counts()).sessions).toBe(0);
    });

    it("keeps a session that somebody went on with after it was named", async () => {
      await saveAt(1_000, "a");
      const named = await before(2_000);
      await saveAt(2_000, "a");
      expect(await subject.maintenance.remove(named, { before: 2_000, removedAt: 9 })).toBe(0);
      expect((await subject.store.counts()).sessions).toBe(1);
    });

    it("finds nothing wrong, before and after it gave space back", async () => {
      expect(await subject.maintenance.check()).toEqual([]);
      await saveAt(1_000, "a");
      await saveAt(2_000, "b");
      await saveAt(3_000, "b", bakery);
      await subject.maintenance.vacuum();
      expect(await subject.maintenance.check()).toEqual([]);
      expect((await found("question")).toSorted()).toEqual(["Question a", "Question b"]);
    });
  });
}
