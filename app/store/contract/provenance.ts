import { describe, expect, it } from "vitest";
import type { Workspace } from "../../sources/model.ts";
import { chat, prompt, sourceFile } from "../test-chats.ts";
import type { Subject } from "./subject.ts";

export function provenanceContract(subject: Subject): void {
  const { save } = subject;

  describe("where chats are from", () => {
    const shop = "github.com/ada/shop";
    const folder = (uri: string, repository?: string): Workspace => ({
      uri: `file:///${uri}`,
      name: uri.split("/").at(-1) ?? "",
      ...(repository !== undefined && { repository }),
    });
    /** Saves chat `id` of `workspace`; of two the one with the later `time` is newer. */
    const at = (time: number, id: string, workspace: Workspace) =>
      save(
        chat({ id, workspace, createdAt: time }),
        sourceFile({ path: `/chats/${id}-${time}.json` }),
      );

    it("takes the folders of one repository for one workspace", async () => {
      await at(1, "a", folder("home/shop", shop));
      await at(2, "b", folder("home/shop-copy", shop));
      await at(3, "c", folder("home/shop-copy", shop));
      await at(4, "d", folder("other/shop"));
      await at(5, "e", folder("home/bakery"));
      expect(await subject.maintenance.workspaces()).toEqual([
        { name: "bakery", folders: ["file:///home/bakery"], sessions: 1 },
        { name: "shop", folders: ["file:///other/shop"], sessions: 1 },
        {
          name: "shop",
          repository: shop,
          folders: ["file:///home/shop", "file:///home/shop-copy"],
          sessions: 3,
        },
      ]);
      expect((await subject.store.counts()).workspaces).toBe(3);
    });

    it("keeps the repository of a folder that has none any more, and takes a newer one", async () => {
      const repositories = async () =>
        (await subject.maintenance.workspaces()).map(({ repository }) => repository);
      await at(2, "a", folder("shop", shop));
      await at(3, "b", folder("shop"));
      expect(await repositories()).toEqual([shop]);
      await at(1, "c", folder("shop", "github.com/ada/old"));
      expect(await repositories()).toEqual([shop]);
      await at(4, "d", folder("shop", "github.com/ada/new"));
      expect(await repositories()).toEqual(["github.com/ada/new"]);
    });

    it("does not list a folder that no chat is of any more", async () => {
      await at(1, "a", folder("old"));
      await at(2, "a", folder("new"));
      expect((await subject.maintenance.workspaces()).map(({ name }) => name)).toEqual(["new"]);
      expect((await subject.store.counts()).workspaces).toBe(1);
    });

    it("remembers every file that a session was found in, and every session of a file", async () => {
      const database = sourceFile({ path: "/User/state.vscdb" });
      await save(chat({ id: "a" }), database);
      await save(chat({ id: "b" }), database);
      await save(chat({ id: "a" }), sourceFile({ path: "/User/a.json" }));
      await save(chat({ id: "a" }), database);
      await save(chat({ id: "a", messages: [] }), sourceFile({ path: "/User/empty.json" }));
      expect(await subject.records.pathsOf("vscode:a")).toEqual([
        "/User/a.json",
        "/User/empty.json",
        "/User/state.vscdb",
      ]);
      expect(await subject.records.pathsOf("vscode:b")).toEqual(["/User/state.vscdb"]);
      expect(await subject.records.pathsOf("vscode:c")).toEqual([]);
      expect(await subject.records.pathsOf("c")).toEqual([]);
    });

    it("takes a newer count of what a chat used, and never loses one", async () => {
      const used = (updatedAt: number, ...models: string[]) =>
        save(
          chat({
            updatedAt,
            ...(models.length > 0 && {
              usage: models.map((model) => ({ model, promptTokens: updatedAt })),
            }),
          }),
        );
      const usage = async () => (await subject.store.session("vscode:chat-1"))?.usage;
      await used(2_000, "gpt-5", "gpt-5");
      expect(await usage()).toEqual([{ model: "gpt-5", promptTokens: 2_000 }]);
      await used(1_000, "older");
      expect(await used(3_000)).toMatchObject({ outcome: "unchanged" });
      expect(await usage()).toEqual([{ model: "gpt-5", promptTokens: 2_000 }]);
      expect(await used(4_000, "claude")).toMatchObject({ outcome: "updated" });
      expect(await usage()).toEqual([{ model: "claude", promptTokens: 4_000 }]);
    });

    it("takes over how a question was asked, once its file is read for it", async () => {
      const question = prompt("r1", "Why?");
      await save(chat({ messages: [question] }));
      const asked = { ...question, intent: { agent: "workspace" } };
      expect(await save(chat({ messages: [asked] }))).toMatchObject({ messagesUpdated: 1 });
      expect((await subject.store.session("vscode:chat-1"))?.messages).toMatchObject([
        { text: "Why?", intent: { agent: "workspace" } },
      ]);
    });
  });
}
