import { expect, test } from "vitest";
import { answer, chat, prompt } from "../store/test-chats.ts";
import { sanitizer } from "./sanitizer.ts";
import { sanitizedSession } from "./session.ts";

const clean = sanitizer({ key: Buffer.alloc(32, 7) });
const token = `ghp_${"a1B2".repeat(9)}`;

test("every place of a chat that people and tools write to is without its secrets", () => {
  const toolCall = {
    id: "t1",
    tool: "run",
    summary: `Ran curl with ${token}`,
    input: JSON.stringify({ password: "hunter2-but-longer-9", token }),
    output: `token is ${token}`,
    outcome: "ok" as const,
  };
  const messages = [
    { ...prompt("r1", `use ${token} please`), parts: [{ kind: "x", text: token, raw: { token } }] },
    { ...answer("r1", "done"), toolCalls: [toolCall] },
  ];
  const { session, findings } = sanitizedSession(chat({ title: `Key ${token}`, messages }), clean);
  const text = JSON.stringify(session);
  expect(text).not.toContain(token);
  expect(text).not.toContain("hunter2");
  expect(session.messages[0]?.text).toMatch(/^use \[redacted:[a-z0-9-]+:[0-9a-f]{12}\] please$/);
  expect(new Set(findings.map(({ messageKey }) => messageKey))).toEqual(
    new Set(messages.map(({ key }) => key)),
  );
  expect(JSON.stringify(findings)).not.toContain(token);
});

test("a secret counts wherever it stands, and in each message alone", () => {
  const text = `use ${token}`;
  const messages = [prompt("r1", text), { ...answer("r1", text), parts: [] }];
  const { session, findings } = sanitizedSession(chat({ messages }), clean);
  expect(findings.map(({ messageKey, count }) => [messageKey, count])).toEqual([
    ["r1/user", 2],
    ["r1/assistant", 1],
  ]);
  expect(session.messages[0]?.parts[0]?.text).toBe(session.messages[0]?.text);
});

test("a chat without secrets stays as it is, down to the spelling of arguments", () => {
  const input = '{ "path" : "app.ts" }';
  const call = {
    id: "t",
    tool: "read",
    summary: "Read",
    input,
    output: "x",
    outcome: "ok" as const,
  };
  const messages = [prompt("r1", "hello"), { ...answer("r1", "hi"), toolCalls: [call] }];
  const before = chat({ messages });
  const { session, findings } = sanitizedSession(before, clean);
  expect(session).toEqual(before);
  expect(findings).toEqual([]);
});

test("arguments that are no JSON are sanitized as text", () => {
  const call = {
    ...{ id: "t", tool: "run", summary: "", input: `{"a": ${token}`, output: undefined },
    outcome: "unknown" as const,
  };
  const { session } = sanitizedSession(
    chat({ messages: [{ ...answer("r1", ""), toolCalls: [call] }] }),
    clean,
  );
  expect(session.messages[0]?.toolCalls[0]?.input).toMatch(/^\{"a": \[redacted:/);
});
