import { describe, expect, it } from "vitest";
import type { Session } from "../../sources/model.ts";
import { answer, chat, message, prompt, readState, sourceFile } from "../test-chats.ts";
import type { Subject } from "./subject.ts";

export function savingContract(subject: Subject): void {
  const { save, textsOf, found } = subject;

  describe("saving", () => {
    it("keeps everything of a chat", async () => {
      const toolCall = {
        id: "call-1",
        tool: "copilot_readFile",
        summary: "Read app.ts",
        input: '{"path":"app.ts"}',
        output: undefined,
        outcome: "failed" as const,
      };
      const parts = [
        { kind: "thinking", text: "Hm.", raw: undefined },
        { kind: "strange", text: undefined, raw: { nested: [1, null, "é"] } },
      ];
      const result = await save(
        chat({
          title: "Bread",
          workspace: {
            uri: "file:///home/ada/shop",
            name: "shop",
            repository: "github.com/ada/shop",
          },
          createdAt: 1_000,
          usage: [
            { model: "gpt-5", requests: 2, promptTokens: 12, completionTokens: 0 },
            { model: "claude" },
          ],
          messages: [
            {
              ...prompt("r1", "How do I bake bread?", 1_000),
              intent: { command: "explain", mode: "ask" },
            },
            message({
              key: "r1/assistant",
              role: "assistant",
              text: "With flour.",
              parts,
              createdAt: 2_000,
              model: "gpt-5",
              toolCalls: [toolCall],
              usage: { promptTokens: 12, completionTokens: undefined },
            }),
          ],
        }),
      );

      expect(result).toEqual({
        outcome: "added",
        messagesAdded: 2,
        messagesUpdated: 0,
        messagesKept: 0,
      });
      expect(await subject.store.session("vscode:chat-1")).toEqual({
        id: "vscode:chat-1",
        owner: "local",
        visibility: "private",
        source: "vscode",
        title: "Bread",
        workspace: "shop",
        repository: "github.com/ada/shop",
        createdAt: 1_000,
        updatedAt: 2_000,
        messageCount: 2,
        usage: [
          { model: "claude" },
          { model: "gpt-5", requests: 2, promptTokens: 12, completionTokens: 0 },
        ],
        messages: [
          {
            id: expect.any(Number),
            role: "user",
            text: "How do I bake bread?",
            parts: [{ kind: "markdown", text: "How do I bake bread?", raw: undefined }],
            createdAt: 1_000,
            model: undefined,
            intent: { command: "explain", mode: "ask" },
            toolCalls: [],
          },
          {
            id: expect.any(Number),
            role: "assistant",
            text: "With flour.",
            parts,
            createdAt: 2_000,
            model: "gpt-5",
            toolCalls: [toolCall],
          },
        ],
      });
    });

    it("changes nothing when the same chat comes again", async () => {
      const session = chat({ messages: [prompt("r1", "One"), answer("r1", "Two")] });
      await save(session);
      const before = await subject.store.session("vscode:chat-1");

      expect(await save(session)).toEqual({
        outcome: "unchanged",
        messagesAdded: 0,
        messagesUpdated: 0,
        messagesKept: 0,
      });
      expect(await subject.store.session("vscode:chat-1")).toEqual(before);
      expect(await subject.store.counts()).toMatchObject({ sessions: 1, messages: 2 });
    });

    it("adds the new messages of a chat that has grown, and takes over a longer answer", async () => {
      await save(chat({ messages: [prompt("r1", "One", 1_000), answer("r1", "unfinished")] }));
      const grown = chat({
        messages: [
          prompt("r1", "One", 1_000),
          answer("r1", "complete"),
          prompt("r2", "Three", 2_000),
        ],
      });

      expect(await save(grown, sourceFile({ modifiedAtMs: 6_000 }))).toEqual({
        outcome: "updated",
        messagesAdded: 1,
        messagesUpdated: 1,
        messagesKept: 0,
      });
      expect(await textsOf()).toEqual(["One", "complete", "Three"]);
      expect(await found("unfinished")).toEqual([]);
      expect(await found("complete")).toEqual(["complete"]);
    });

    it("keeps the tool calls of the newest answer only", async () => {
      const toolCall = { id: "c", tool: "t", summary: "s", input: undefined, output: undefined };
      const withCalls = (outcomes: ("ok" | "failed")[]) =>
        chat({
          messages: [message({ toolCalls: outcomes.map((outcome) => ({ ...toolCall, outcome })) })],
        });
      await save(withCalls(["ok", "ok"]));
      await save(withCalls(["failed"]));

      expect((await subject.store.session("vscode:chat-1"))?.messages[0]?.toolCalls).toEqual([
        { ...toolCall, outcome: "failed" },
      ]);
      expect((await subject.store.counts()).toolCalls).toBe(1);
    });

    it("keeps messages that a compacted file no longer has, in their place", async () => {
      const turns = [1, 2, 3].map((turn) => prompt(`r${turn}`, `Turn ${turn}`, turn * 1_000));
      await save(chat({ messages: turns }));
      const compacted = chat({ messages: [...turns.slice(2), prompt("r4", "Turn 4", 4_000)] });

      expect(await save(compacted, sourceFile({ sizeBytes: 5, modifiedAtMs: 6_000 }))).toEqual({
        outcome: "updated",
        messagesAdded: 1,
        messagesUpdated: 0,
        messagesKept: 2,
      });
      expect(await textsOf()).toEqual(["Turn 1", "Turn 2", "Turn 3", "Turn 4"]);
    });

    it("does not count as missing what a torn file could not show", async () => {
      const messages = [prompt("r1", "One", 1_000), prompt("r2", "Two", 2_000)];
      await save(chat({ messages }));
      const torn = chat({ updatedAt: 3_000, messages: messages.slice(0, 1) });

      expect(await save(torn, sourceFile({ modifiedAtMs: 6_000 }), true)).toEqual({
        outcome: "unchanged",
        messagesAdded: 0,
        messagesUpdated: 0,
        messagesKept: 0,
      });
      expect(await textsOf()).toEqual(["One", "Two"]);
    });

    it("completes a chat whose file was torn at first", async () => {
      const messages = [prompt("r1", "One", 1_000), prompt("r2", "Two", 2_000)];
      await save(chat({ messages: messages.slice(0, 1) }), sourceFile(), true);

      expect(await save(chat({ messages }))).toMatchObject({
        outcome: "updated",
        messagesAdded: 1,
        messagesKept: 0,
      });
      expect(await textsOf()).toEqual(["One", "Two"]);
    });

    it("joins the copies of a chat in two workspaces, whichever is read first", async () => {
      const original = chat({
        messages: [prompt("r1", "One", 1_000), answer("r1", "draft"), prompt("x", "Mine", 3_000)],
      });
      const copy = chat({
        messages: [prompt("r1", "One", 1_000), answer("r1", "final"), prompt("r2", "Two", 4_000)],
      });
      const copyFile = sourceFile({ path: "/chats/copy.json", modifiedAtMs: 4_000 });

      await save(copy, copyFile);
      await save(original);

      expect(await textsOf()).toEqual(["One", "final", "Mine", "Two"]);
      expect(await subject.store.counts()).toMatchObject({ sessions: 1, messages: 4 });
    });

    it("takes over a newer title and workspace, and never loses one", async () => {
      const at = (updatedAt: number, values: Partial<Session>) =>
        save(chat({ updatedAt, ...values }));
      const shop = { uri: "file:///shop", name: "shop" };
      const described = async () => {
        const session = await subject.store.session("vscode:chat-1");
        return [session?.title, session?.workspace];
      };
      await at(2_000, { title: "Second", workspace: shop });
      await at(1_000, { title: "First", workspace: { uri: "file:///old", name: "old" } });
      expect(await described()).toEqual(["Second", "shop"]);

      await at(3_000, {});
      expect(await described()).toEqual(["Second", "shop"]);

      expect(await at(4_000, { title: "  Fourth " })).toMatchObject({ outcome: "updated" });
      expect(await described()).toEqual(["Fourth", "shop"]);
      expect(await found("second")).toEqual([]);
      expect(await found("fourth")).toEqual(["How do I bake bread?"]);
    });

    it("remembers a file without messages, and makes or changes no chat for it", async () => {
      const file = sourceFile();
      expect(await save(chat({ messages: [] }), file)).toMatchObject({ outcome: "unchanged" });
      expect(await subject.store.counts()).toMatchObject({ sessions: 0, messages: 0 });
      expect(await subject.store.fileState(file.path)).toEqual(readState(file));

      await save(chat({ messages: [prompt("r1", "One")] }), file);
      const emptied = chat({ updatedAt: 9_000, title: "Empty", messages: [] });
      expect(await save(emptied, file)).toEqual({
        outcome: "unchanged",
        messagesAdded: 0,
        messagesUpdated: 0,
        messagesKept: 0,
      });
      expect(await subject.store.session("vscode:chat-1")).toMatchObject({
        title: "One",
        messageCount: 1,
      });
    });

    it("gives what became of each of several readings, in their order", async () => {
      const reading = (session: Session) => {
        const file = sourceFile({ path: `/chats/${session.id}.json` });
        return { session, file, state: readState(file), sanitation: undefined };
      };
      const grown = chat({ id: "a", updatedAt: 9_000, messages: [prompt("r1", "Salt")] });
      const results = await subject.store.saveSessions([
        reading(chat({ id: "a", title: "Bread" })),
        reading(chat({ id: "b" })),
        reading(chat({ id: "b" })),
        reading({ ...grown, title: "Water" }),
        reading(chat({ id: "empty", messages: [] })),
      ]);
      expect(results.map(({ outcome, messagesAdded }) => [outcome, messagesAdded])).toEqual([
        ["added", 1],
        ["added", 1],
        ["unchanged", 0],
        ["updated", 0],
        ["unchanged", 0],
      ]);
      expect(await found("bread")).toEqual(["How do I bake bread?"]);
      expect(await found("water")).toEqual(["Salt"]);
      expect((await subject.store.fileStates()).size).toBe(3);
      expect(await subject.store.saveSessions([])).toEqual([]);
    });
  });
}
