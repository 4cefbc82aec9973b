import { expect, it } from "vitest";
import { longestRanking } from "../ranking.ts";
import { answer, chat, message, prompt, readState, sourceFile } from "../test-chats.ts";
import type { DatabaseSubject } from "./database-subject.ts";

const file = sourceFile();
const counts = { filesSeen: 3, filesRead: 2, filesFailed: 1, sessionsUpdated: 0, messagesAdded: 4 };

function calls(tool: string, outcome: "ok" | "failed" | "declined" | "unknown", count = 1) {
  return Array.from({ length: count }, (_, index) => ({
    id: `${tool}-${index}`,
    tool,
    summary: "",
    input: undefined,
    output: undefined,
    outcome,
  }));
}

export function figuresContract({ open }: DatabaseSubject): void {
  it("counts nothing where nothing is stored", async () => {
    const { figures } = await open();
    expect(await figures()).toEqual({
      databaseBytes: expect.any(Number),
      owners: 0,
      sessions: [],
      messages: [],
      messagesWithoutText: 0,
      workspaces: 0,
      toolCalls: [],
      intents: { command: [], agent: [], mode: [] },
      models: [],
      tokens: [],
      redactions: [],
      files: [],
      vectors: [],
      lastImport: undefined,
    });
  });

  it("counts what is stored, whoever's it is", async () => {
    const { forOwner, figures } = await open();
    const ada = forOwner("ada");
    const grace = forOwner("grace");
    const bakery = { uri: "file:///bakery", name: "bakery", repository: "github.com/ada/bakery" };
    const asked = { ...prompt("r1", "Bread?"), intent: { command: "explain", mode: "agent" } };
    const toolCalls = [
      ...calls("read", "ok", 2),
      ...calls("read", "failed"),
      ...calls("run", "ok"),
    ];
    const answered = { ...answer("r1", "Flour."), toolCalls };
    await ada.store.saveSession(
      chat({
        workspace: bakery,
        messages: [
          asked,
          { ...answered, usage: { promptTokens: 10, completionTokens: 3 } },
          { ...prompt("r2", "Salt?"), intent: { command: "explain", agent: "workspace" } },
          message({
            key: "r2/assistant",
            role: "assistant",
            usage: { promptTokens: 5, completionTokens: undefined },
          }),
        ],
      }),
      file,
      readState(file),
      {
        rulesVersion: "1",
        findings: [
          { messageKey: "r1/user", rule: "github-token", hash: "aa", count: 2 },
          { messageKey: "r2/user", rule: "github-token", hash: "bb", count: 1 },
        ],
      },
    );
    await grace.store.saveSession(
      chat({
        source: "copilot-cli",
        workspace: { ...bakery, uri: "file:///grace/bakery" },
        usage: [{ model: "gpt-5", requests: 1, promptTokens: 10, completionTokens: 3 }],
      }),
      sourceFile({ path: "/chats/b.json" }),
      readState(file, { torn: true }),
    );
    await grace.store.setVisibility("copilot-cli:chat-1", "team");
    await grace.store.saveFileFailure(sourceFile({ path: "/chats/c.json" }), "not JSON");
    const first = await ada.store.beginImport(1_000);
    await ada.store.finishImport(first, { ...counts, sessionsAdded: 7 }, 2_000);
    const second = await grace.store.beginImport(3_000);
    await grace.store.finishImport(second, { ...counts, sessionsAdded: 1 }, 4_500);
    await ada.store.beginImport(5_000);
    const ids = (await ada.store.session("vscode:chat-1"))?.messages.map(({ id }) => id) ?? [];
    const vector = Float32Array.from([1, 0, 0, 0]);
    await ada.vectors.upsert(
      "one",
      ids.slice(0, 3).map((messageId) => ({ messageId, vector })),
    );

    expect(await figures()).toEqual({
      databaseBytes: (await ada.store.counts()).databaseBytes,
      owners: 2,
      sessions: [
        { source: "copilot-cli", visibility: "team", count: 1 },
        { source: "vscode", visibility: "private", count: 1 },
      ],
      messages: [
        { role: "assistant", count: 2 },
        { role: "user", count: 3 },
      ],
      messagesWithoutText: 1,
      workspaces: 1,
      toolCalls: [
        { tool: "read", outcome: "failed", count: 1 },
        { tool: "read", outcome: "ok", count: 2 },
        { tool: "run", outcome: "ok", count: 1 },
      ],
      intents: {
        command: [{ value: "explain", count: 2 }],
        agent: [{ value: "workspace", count: 1 }],
        mode: [{ value: "agent", count: 1 }],
      },
      models: [{ model: "gpt-5", count: 1 }],
      tokens: [
        { model: "gpt-5", kind: "completion", count: 6 },
        { model: "gpt-5", kind: "prompt", count: 20 },
        { model: "unknown", kind: "completion", count: 0 },
        { model: "unknown", kind: "prompt", count: 5 },
      ],
      redactions: [{ rule: "github-token", count: 3 }],
      files: [
        { state: "failed", count: 1 },
        { state: "read", count: 1 },
        { state: "torn", count: 1 },
      ],
      vectors: [{ generation: "one", count: 3 }],
      lastImport: {
        startedAt: 3_000,
        finishedAt: 4_500,
        filesRead: 2,
        filesFailed: 1,
        sessionsAdded: 1,
        messagesAdded: 4,
      },
    });
  });

  it("names the largest of many values, and counts the others as one", async () => {
    const { forOwner, figures } = await open();
    const names = Array.from({ length: longestRanking + 2 }, (_, index) => `tool-${index + 10}`);
    const toolCalls = [
      // All but the first two once more, which leaves those two out.
      ...names.flatMap((name) => calls(name, "ok")),
      ...names.slice(2).flatMap((name) => calls(name, "declined")),
    ];
    const messages = [message({ key: "r1/assistant", role: "assistant", text: "a", toolCalls })];
    await forOwner("ada").store.saveSession(chat({ messages }), file, readState(file));
    const ranked = (await figures()).toolCalls;
    expect(ranked).toHaveLength(2 * longestRanking + 1);
    expect(ranked.slice(0, 2)).toEqual([
      { tool: "tool-12", outcome: "declined", count: 1 },
      { tool: "tool-12", outcome: "ok", count: 1 },
    ]);
    expect(ranked.at(-1)).toEqual({ tool: undefined, outcome: "ok", count: 2 });
  });

  it("says the same to all who ask at the same time", async () => {
    const { figures } = await open();
    const [one, other] = await Promise.all([figures(), figures()]);
    // A server tidies its files between two questions.
    expect({ ...one, databaseBytes: 0 }).toEqual({ ...other, databaseBytes: 0 });
  });
}
