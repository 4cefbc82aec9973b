import { hash } from "node:crypto";
import { expect, it } from "vitest";
import type { Message } from "../sources/model.ts";
import { conversationHash, messageHash } from "./content-hash.ts";
import { answer, prompt } from "./test-chats.ts";

// A hash that changes writes every stored message anew, and makes its vector again.
it("keeps the hashes of what was stored before intents and usage were", () => {
  const hash = messageHash(prompt("r1", "How do I bake bread?", 1_000));
  expect(hash).toBe("0baeeceea06a15678d9fcd1afd6a230dcbfe05b99608bf5db075540f7e4442c5");
  const messages = [{ key: "r1/user", contentHash: hash }];
  expect(conversationHash({ title: "T", workspaceUri: "file:///w", usage: [], messages })).toBe(
    "7e87f1fe84363ba81da205408e6fa0923d53aac764e0f86aada925079d500147",
  );
});

it("keeps the hashes of answers with parts, tools and usage", () => {
  const text = 'Say "ä" and\n\ud83d\ude00.';
  const call = { id: "c1", tool: "run", summary: "Ran", input: undefined, output: "out" };
  const message: Message = {
    ...answer("r1", text, 2_000),
    parts: [
      { kind: "markdown", text, raw: undefined },
      { kind: "tool", text: undefined, raw: { id: 1, deep: [null, "é"] } },
      { kind: "error", text: "No", raw: null },
    ],
    model: "gpt-5",
    toolCalls: [{ ...call, outcome: "ok" }],
    usage: { promptTokens: 1, completionTokens: undefined },
    intent: { command: "fix" },
  };
  const said = ["assistant", text];
  const parts = [
    ["markdown", text, null],
    ["tool", null, { id: 1, deep: [null, "é"] }],
    ["error", "No", null],
  ];
  const calls = [["c1", "run", "Ran", null, "out", "ok"]];
  const all = [...said, parts, 2_000, "gpt-5", calls, [1, null], ["fix", null, null]];
  expect(messageHash(message)).toBe(hash("sha256", JSON.stringify(all)));
});

it("tells intents apart", () => {
  const asked = prompt("r1", "Why?");
  const hashes = [
    asked,
    { ...asked, intent: { command: "fix" } },
    { ...asked, intent: { agent: "fix" } },
    { ...asked, intent: { mode: "fix" } },
  ].map(messageHash);
  expect(new Set(hashes).size).toBe(hashes.length);
});
