import { describe, expect, it } from "vitest";
import type { OpenedStore } from "../open.ts";
import type { SessionSummary } from "../store.ts";
import { chat, prompt, readState, sourceFile } from "../test-chats.ts";

/** What of a chat others get that its owner shows to the team. `owners` are of one new database. */
export function sharingContract(owners: () => { ada: OpenedStore; grace: OpenedStore }): void {
  const file = sourceFile();
  const vector = Float32Array.from([1, 0, 0, 0]);

  /** Saves a chat about `text` of half a dozen words; gives the id of its one message. */
  const save = async ({ store }: OpenedStore, id: string, text: string, createdAt = 1_000) => {
    const workspace = { uri: "file:///bakery", name: "bakery" };
    const session = chat({ id, workspace, createdAt, messages: [prompt("r1", text)] });
    await store.saveSession(session, file, readState(file));
    return (await store.session(`vscode:${id}`))?.messages[0]?.id ?? 0;
  };
  const saveForTeam = async (owner: OpenedStore, id: string, text: string, createdAt?: number) => {
    const messageId = await save(owner, id, text, createdAt);
    expect(await owner.store.setVisibility(`vscode:${id}`, "team")).toBe(true);
    return messageId;
  };
  const listed = async ({ store }: OpenedStore, limit = 10, offset = 0) => {
    const { total, sessions } = await store.sessions({ limit, offset });
    return [total, sessions.map(({ id }) => id)];
  };
  const found = async ({ store }: OpenedStore, query: string, limit = 10) =>
    (await store.searchText(query, limit)).map(({ messageId }) => messageId);
  const near = async ({ vectors }: OpenedStore, limit = 10) =>
    (await vectors.nearest("one", vector, limit)).map(({ messageId }) => messageId);

  describe("a chat that the team sees", () => {
    it("is read by others under an id that tells whose it is", async () => {
      const { ada, grace } = owners();
      const messageId = await saveForTeam(ada, "chat-1", "How do I bake bread?");
      await ada.vectors.upsert("one", [{ messageId, vector }]);
      const summary: Partial<SessionSummary> = {
        id: "ada~vscode:chat-1",
        owner: "ada",
        visibility: "team",
        workspace: "bakery",
        messageCount: 1,
      };

      expect(await grace.store.sessions({ limit: 10, offset: 0 })).toMatchObject({
        total: 1,
        sessions: [summary],
      });
      expect(await grace.store.session("ada~vscode:chat-1")).toMatchObject({
        ...summary,
        messages: [{ id: messageId, text: "How do I bake bread?" }],
      });
      expect(await grace.store.counts()).toMatchObject({ sessions: 1, messages: 1, workspaces: 1 });
      expect(await grace.store.excerpts([messageId], "")).toMatchObject([{ session: summary }]);
      expect(await found(grace, "bread")).toEqual([messageId]);
      expect(await near(grace)).toEqual([messageId]);
      expect(await grace.store.session("vscode:chat-1")).toBeUndefined();

      expect(await listed(ada)).toEqual([1, ["vscode:chat-1"]]);
      const { id } = (await ada.store.session("ada~vscode:chat-1")) ?? {};
      expect(id).toBe("vscode:chat-1");
    });

    it("is nobody's to change but its owner's", async () => {
      const { ada, grace } = owners();
      const messageId = await saveForTeam(ada, "chat-1", "bread");
      const { store, vectors, records, maintenance } = grace;
      const id = "ada~vscode:chat-1";
      expect(await store.setVisibility(id, "private")).toBe(false);
      expect(await store.setVisibility("vscode:chat-1", "private")).toBe(false);
      expect(await store.messagesWithoutVector("one", 10)).toEqual([]);
      await vectors.upsert("one", [{ messageId, vector }]);
      expect(await ada.vectors.count("one")).toBe(0);
      expect(await vectors.count("one")).toBe(0);

      expect(await records.whole(id)).toBeUndefined();
      expect(await records.pathsOf(id)).toEqual([]);
      expect(await records.findings(id)).toEqual([]);
      expect(await records.underOtherRules("2")).toEqual([]);
      const erase = () => expect.unreachable();
      expect(await records.sanitizeAgain(id, erase)).toBe(false);
      expect(await maintenance.workspaces()).toEqual([]);
      expect(await maintenance.sessionsBefore(9_000)).toEqual([]);
      expect(await maintenance.remove([id], { before: 9_000, removedAt: 9_000 })).toBe(0);
      expect(await ada.store.session("vscode:chat-1")).toMatchObject({ visibility: "team" });
    });

    it("is out of sight once its owner takes it back", async () => {
      const { ada, grace } = owners();
      const messageId = await saveForTeam(ada, "chat-1", "bread");
      await ada.vectors.upsert("one", [{ messageId, vector }]);
      expect(await ada.store.setVisibility("vscode:chat-1", "private")).toBe(true);
      expect(await listed(grace)).toEqual([0, []]);
      expect(await grace.store.session("ada~vscode:chat-1")).toBeUndefined();
      expect(await grace.store.excerpts([messageId], "")).toEqual([]);
      expect(await grace.store.counts()).toMatchObject({ sessions: 0, messages: 0, workspaces: 0 });
      expect(await found(grace, "bread")).toEqual([]);
      expect(await near(grace)).toEqual([]);
    });

    it("stays what it is when it is read again", async () => {
      const { ada } = owners();
      await saveForTeam(ada, "chat-1", "bread");
      await save(ada, "chat-1", "bread and butter");
      expect(await ada.store.session("vscode:chat-1")).toMatchObject({
        visibility: "team",
        messages: [{ text: "bread and butter" }],
      });
    });

    it("stands among one's own by time, page by page", async () => {
      const { ada, grace } = owners();
      for (const time of [1_000, 3_000, 5_000]) {
        await saveForTeam(ada, `at-${time}`, "bread", time);
        await save(grace, `at-${time + 1_000}`, "bread", time + 1_000);
        await save(ada, `hidden-${time}`, "bread", time);
      }
      const all = [6, 5, 4, 3, 2, 1].map((time) => `${time % 2 ? "ada~" : ""}vscode:at-${time}000`);
      expect(await listed(grace)).toEqual([6, all]);
      expect(await listed(grace, 4, 0)).toEqual([6, all.slice(0, 4)]);
      expect(await listed(grace, 4, 4)).toEqual([6, all.slice(4)]);
      expect(await listed(grace, 1, 3)).toEqual([6, all.slice(3, 4)]);
      expect(await listed(grace, 4, 6)).toEqual([6, []]);
    });

    it.each(["~vscode:chat-1", "local~vscode:chat-1", "ada~~vscode:chat-1", "ada/vscode:chat-1"])(
      "is not found as %j",
      async (id) => {
        const { ada, grace } = owners();
        await saveForTeam(ada, "chat-1", "bread");
        expect(await grace.store.session(id)).toBeUndefined();
      },
    );
  });

  describe("what others keep to themselves", () => {
    it("does not crowd out what the words find", async () => {
      const { ada, grace } = owners();
      for (let index = 0; index < 12; index += 1) await save(ada, `chat-${index}`, "bread");
      const own = await save(grace, "own", "a long text about how one comes by bread");
      expect(await found(grace, "bread", 1)).toEqual([own]);
    });

    it("does not crowd out what is near", async () => {
      const { ada, grace } = owners();
      for (let index = 0; index < 6; index += 1) {
        const messageId = await save(ada, `chat-${index}`, "bread");
        await ada.vectors.upsert("one", [{ messageId, vector }]);
      }
      const messageId = await save(grace, "own", "butter");
      const across = Float32Array.from([1, 1, 0, 0]);
      await grace.vectors.upsert("one", [{ messageId, vector: across }]);
      const [neighbour, ...others] = await grace.vectors.nearest("one", vector, 2);
      expect(others).toEqual([]);
      expect(neighbour).toMatchObject({ messageId, rank: 1 });
      expect(neighbour?.similarity).toBeCloseTo(Math.SQRT1_2, 2);
    });
  });
}
