import { expect, it } from "vitest";
import { conversationHash, messageHash } from "./content-hash.ts";
import { prompt } from "./test-chats.ts";

// A hash that changes writes every stored message anew, and makes its vector again.
it("keeps the hashes of what was stored before intents and usage were", () => {
  const hash = messageHash(prompt("r1", "How do I bake bread?", 1_000));
  expect(hash).toBe("0baeeceea06a15678d9fcd1afd6a230dcbfe05b99608bf5db075540f7e4442c5");
  const messages = [{ key: "r1/user", contentHash: hash }];
  expect(conversationHash({ title: "T", workspaceUri: "file:///w", usage: [], messages })).toBe(
    "7e87f1fe84363ba81da205408e6fa0923d53aac764e0f86aada925079d500147",
  );
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
