import { expect, it } from "vitest";
import { chat, message, prompt } from "../store/test-chats.ts";
import { sessionProblem } from "./session-problem.ts";

const usage = (promptTokens: number) =>
  message({ key: "r1/assistant", usage: { promptTokens, completionTokens: undefined } });

it.each([
  ["the chat has no id", chat({ id: "" })],
  ["createdAt: not a time, got NaN", chat({ createdAt: Number.NaN, updatedAt: 1 })],
  ["createdAt: not a time, got -1", chat({ createdAt: -1, updatedAt: 1 })],
  ["updatedAt: not a time, got 1.5", chat({ createdAt: 1, updatedAt: 1.5 })],
  ["updatedAt: not a time, got 9000000000000000", chat({ createdAt: 1, updatedAt: 9e15 })],
  ["updatedAt: before createdAt", chat({ createdAt: 2, updatedAt: 1 })],
  [
    "messages: the key r1/user is there twice",
    chat({ messages: [prompt("r1", "One"), prompt("r1", "Two")] }),
  ],
  ["message : no key", chat({ messages: [message({ key: "" })] })],
  [
    "message r1/user: createdAt: not a time, got -1",
    chat({ updatedAt: 1_000, messages: [prompt("r1", "One", -1)] }),
  ],
  ["message r1/assistant: usage: not a count, got 0.5", chat({ messages: [usage(0.5)] })],
  ["message r1/assistant: usage: not a count, got -1", chat({ messages: [usage(-1)] })],
])("says %s", (problem, session) => {
  expect(sessionProblem(session)).toBe(problem);
});

it("has nothing to say of a chat that can be stored", () => {
  const messages = [prompt("r1", "One", 0), usage(0), prompt("r2", "")];
  expect(sessionProblem(chat({ createdAt: 0, messages }))).toBeUndefined();
  expect(sessionProblem(chat({ messages: [] }))).toBeUndefined();
});
