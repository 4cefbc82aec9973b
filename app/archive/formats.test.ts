import { expect, test } from "vitest";
import { leakCheck } from "../commands/leaks.ts";
import { formats } from "./format.ts";
import { archived, said } from "./testing.ts";

const text = (format: keyof typeof formats, values: Parameters<typeof archived>[0] = {}) =>
  [...formats[format].pieces(archived(values))].join("");

const twoMessages = [
  said({
    text: "How do I retry?",
    createdAt: Date.UTC(2026, 2, 12, 9, 5),
    intent: { mode: "ask", command: "explain" },
  }),
  said({
    role: "assistant",
    text: "Wait *longer* each time.\n\n```ts\nawait sleep(ms);\n```",
    model: "gpt-5",
    parts: [{ kind: "tool", text: undefined, raw: { b: 1, a: [{ d: 2, c: 3 }] } }],
    toolCalls: [
      {
        id: "t1",
        tool: "copilot_readFile",
        summary: "Read [retry].ts",
        input: "{}",
        output: undefined,
        outcome: "ok",
      },
      { id: "t2", tool: "run", summary: "", input: undefined, output: "boom", outcome: "failed" },
    ],
  }),
];

test("JSON holds everything, a property a line, in a fixed order", () => {
  const usage = [{ promptTokens: 9, model: "gpt-5" }];
  const repository = "github.com/ada/shop";
  expect(text("json", { messages: twoMessages, repository, usage })).toBe(`{
  "schema": "copilot-chats/session",
  "version": 1,
  "id": "vscode:chat-1",
  "source": "vscode",
  "title": "Retry with backoff",
  "workspace": "shop",
  "repository": "github.com/ada/shop",
  "createdAt": "2026-03-12T09:00:00.000Z",
  "updatedAt": "2026-03-12T10:00:00.000Z",
  "messageCount": 2,
  "usage": [
    {
      "model": "gpt-5",
      "promptTokens": 9
    }
  ],
  "messages": [
    {
      "role": "user",
      "createdAt": "2026-03-12T09:05:00.000Z",
      "intent": {
        "command": "explain",
        "mode": "ask"
      },
      "text": "How do I retry?",
      "parts": [],
      "toolCalls": []
    },
    {
      "role": "assistant",
      "model": "gpt-5",
      "text": "Wait *longer* each time.\\n\\n\`\`\`ts\\nawait sleep(ms);\\n\`\`\`",
      "parts": [
        {
          "kind": "tool",
          "raw": {
            "a": [
              {
                "c": 3,
                "d": 2
              }
            ],
            "b": 1
          }
        }
      ],
      "toolCalls": [
        {
          "id": "t1",
          "tool": "copilot_readFile",
          "summary": "Read [retry].ts",
          "input": "{}",
          "outcome": "ok"
        },
        {
          "id": "t2",
          "tool": "run",
          "summary": "",
          "output": "boom",
          "outcome": "failed"
        }
      ]
    }
  ]
}
`);
});

test("the JSON of a session without messages is JSON", () => {
  const empty = { messages: [], workspace: undefined };
  expect(JSON.parse(text("json", empty))).toMatchObject({ workspace: null, messages: [] });
});

test("a key __proto__ of a product stays data", () => {
  const raw = JSON.parse('{"__proto__": {"x": 1}}');
  const messages = [said({ parts: [{ kind: "odd", text: undefined, raw }] })];
  expect(text("json", { messages })).toContain('"__proto__": {');
});

test("Markdown is the conversation as a person reads it", () => {
  expect(text("markdown", { messages: twoMessages, title: "Retry <with> _backoff_" })).toBe(`---
schema: "copilot-chats/session"
version: 1
id: "vscode:chat-1"
source: "vscode"
title: "Retry <with> _backoff_"
workspace: "shop"
repository: null
createdAt: "2026-03-12T09:00:00.000Z"
updatedAt: "2026-03-12T10:00:00.000Z"
messageCount: 2
---

# Retry \\<with\\> \\_backoff\\_

## You · 2026-03-12 09:05 UTC

How do I retry?

## Copilot (gpt-5)

Wait *longer* each time.

\`\`\`ts
await sleep(ms);
\`\`\`

- Read \\[retry\\].ts
- run (failed)
`);
});

test.each([
  ["```js\ncode", "```js\ncode\n```\n"],
  ["~~~~\ncode\n~~~", "~~~~\ncode\n~~~\n~~~~\n"],
  ["````md\n```\n```\n````", "````md\n```\n```\n````\n"],
  ["```\ncode\n``` js", "```\ncode\n``` js\n```\n"],
  ["``` `x` is code in a line", "``` `x` is code in a line\n"],
  ["    ```\nindented by four", "    ```\nindented by four\n"],
  ["a\r\nb\u0000c\u001b[2Jd\te\n\n", "a\nb\ufffdc\ufffd[2Jd\te\n"],
])("the Markdown of the answer %j is whole", (answer, block) => {
  const messages = [said({ text: answer }), said({ text: "next" })];
  expect(text("markdown", { messages })).toContain(`## You\n\n${block}\n## You\n\nnext\n`);
});

test("a title over several lines stays in its heading", () => {
  expect(text("markdown", { title: "a\n---\n# b" })).toContain("\n# a --- # b\n");
});

test("a secret that was redacted is not taken for one that was left", () => {
  const title = "A_B [redacted:1password-token:8f47985648f3](x)";
  const markdown = text("markdown", { title });
  expect(markdown).toContain("\n# A\\_B `[redacted:1password-token:8f47985648f3]`(x)\n");
  expect(leakCheck()(markdown)).toEqual([]);
});

test.each(["json", "markdown"] as const)("the head of %s is read back from its lines", (name) => {
  const title = 'quote " line\n---\n  "messages": [\nemoji 🍞';
  const lines = text(name, { title }).split("\n");
  const end = lines.indexOf(formats[name].headEnd, 1);
  expect(formats[name].head(lines.slice(0, end))).toMatchObject({
    id: "vscode:chat-1",
    title,
    messageCount: 1,
  });
});
