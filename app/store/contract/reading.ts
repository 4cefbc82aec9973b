import { describe, expect, it } from "vitest";
import { chat, prompt, sourceFile } from "../test-chats.ts";
import type { Subject } from "./subject.ts";

export function readingContract(subject: Subject): void {
  const { save } = subject;

  describe("reading", () => {
    it("gives sessions page by page, the latest first", async () => {
      for (const time of [3_000, 1_000, 2_000]) {
        await save(chat({ id: `at-${time}`, createdAt: time }));
      }
      const page = async (limit: number, offset: number) => {
        const { total, sessions } = await subject.store.sessions({ limit, offset });
        return [total, sessions.map(({ id }) => id)];
      };
      expect(await page(2, 0)).toEqual([3, ["vscode:at-3000", "vscode:at-2000"]]);
      expect(await page(2, 2)).toEqual([3, ["vscode:at-1000"]]);
      expect(await page(2, 3)).toEqual([3, []]);
    });

    it("calls a chat without title by its first prompt", async () => {
      const titleOf = async (...texts: string[]) => {
        const id = `chat-${texts.length}-${texts.join("").length}`;
        await save(chat({ id, messages: texts.map((text, index) => prompt(`r${index}`, text)) }));
        return (await subject.store.session(`vscode:${id}`))?.title;
      };
      expect(await titleOf("", "Why is\n  the sky blue?")).toBe("Why is the sky blue?");
      expect(await titleOf("word ".repeat(40))).toBe(`${"word ".repeat(16).trim()}…`);
      expect(await titleOf("😀".repeat(300))).toBe(`${"😀".repeat(80)}…`);
      expect(await titleOf("", "")).toBe("Untitled chat");
    });

    it.each(["vscode:unknown", "chat-1", "other:chat-1", ""])("knows no session %j", async (id) => {
      await save(chat());
      expect(await subject.store.session(id)).toBeUndefined();
    });

    it("finds a session whose own id has a colon", async () => {
      await save(chat({ id: "a:b" }));
      expect((await subject.store.session("vscode:a:b"))?.id).toBe("vscode:a:b");
    });

    it("gives excerpts in the order asked for and leaves unknown ones out", async () => {
      await save(chat({ messages: [prompt("r1", "One"), prompt("r2", "Two")] }));
      const [one = 0, two = 0] =
        (await subject.store.session("vscode:chat-1"))?.messages.map(({ id }) => id) ?? [];
      const found = await subject.store.excerpts([two, 999_999, one], "two");
      const session = expect.objectContaining({ id: "vscode:chat-1", messageCount: 2 });
      const role = "user";
      expect(found).toEqual([
        {
          messageId: two,
          turn: "r2",
          role,
          session,
          range: [0, 3],
          snippet: "Two",
          marks: [[0, 3]],
        },
        { messageId: one, turn: "r1", role, session, range: [0, 3], snippet: "One", marks: [] },
      ]);
      expect(await subject.store.excerpts([], "")).toEqual([]);
    });

    it("counts", async () => {
      const workspace = { uri: "file:///shop", name: "shop" };
      await save(chat({ id: "a", workspace }));
      await save(chat({ id: "b", workspace }), sourceFile({ path: "/chats/b.json" }));
      const { databaseBytes, ...counts } = await subject.store.counts();
      expect(counts).toEqual({ sessions: 2, messages: 2, workspaces: 1, toolCalls: 0 });
      expect(databaseBytes).toBeGreaterThan(1_000);
    });

    it("lets messages with text wait for a vector, oldest first", async () => {
      await save(
        chat({ messages: [prompt("r1", "One"), prompt("r2", ""), prompt("r3", "Three")] }),
      );
      const waiting = async (limit: number, after?: number) =>
        (await subject.store.messagesWithoutVector("any", limit, after)).map(({ text }) => text);
      expect(await waiting(10)).toEqual(["One", "Three"]);
      expect(await waiting(1)).toEqual(["One"]);
      const [first] = await subject.store.messagesWithoutVector("any", 1);
      expect(await waiting(10, first?.id)).toEqual(["Three"]);
    });

    it("is ready until it is closed", async () => {
      expect(await subject.store.unreadyReason()).toBeUndefined();
      await subject.store.close();
      expect(await subject.store.unreadyReason()).toBe("The database cannot be read.");
    });
  });
}
