import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ChatEvent, readEventLog } from "./event-log.ts";
import { eventLog } from "./testing.ts";
import { turnCollector } from "./turns.ts";

async function read(lines: (object | string)[]) {
  const turns = turnCollector();
  const text = lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`);
  const { problems, torn } = await readEventLog(
    Readable.from([Buffer.from(text.join(""))]),
    turns.add,
  );
  return { messages: turns.messages(), problems, torn };
}

/** The messages of a log, which must raise no problem. */
async function messages({ lines }: ReturnType<typeof eventLog>) {
  const { messages, problems } = await read(lines);
  expect(problems).toEqual([]);
  return messages;
}

test("a turn is a question and all that was said and done until the next", async () => {
  const log = eventLog()
    .user("Why does the build fail?", { agentMode: "interactive", interactionId: "i" })
    .add("assistant.turn_start", { turnId: "0" })
    .assistant("Let me look.", {
      reasoningText: "The log will tell.",
      model: "claude-sonnet-4.5",
      outputTokens: 20,
      toolRequests: [
        {
          toolCallId: "t1",
          name: "bash",
          arguments: { command: "npm test" },
          type: "function",
          intentionSummary: "Run the tests",
        },
      ],
    })
    .tool("t1", "bash", { command: "npm test" }, { success: true, result: { content: "2 failed" } })
    .add("assistant.turn_end", { turnId: "0" })
    .assistant("Two tests fail.", { model: "claude-sonnet-4.5", outputTokens: 5 })
    .user("Fix them");
  expect(await messages(log)).toEqual([
    {
      key: "event-0/user",
      role: "user",
      text: "Why does the build fail?",
      parts: [{ kind: "markdown", text: "Why does the build fail?", raw: undefined }],
      createdAt: log.timeOf(0),
      model: undefined,
      toolCalls: [],
      usage: undefined,
      intent: { mode: "interactive" },
    },
    {
      key: "event-0/assistant",
      role: "assistant",
      text: "Let me look.\n\nTwo tests fail.",
      parts: [
        { kind: "thinking", text: "The log will tell.", raw: undefined },
        { kind: "markdown", text: "Let me look.", raw: undefined },
        { kind: "tool", text: "Run the tests", raw: undefined },
        { kind: "markdown", text: "Two tests fail.", raw: undefined },
      ],
      createdAt: log.timeOf(6),
      model: "claude-sonnet-4.5",
      toolCalls: [
        {
          id: "t1",
          tool: "bash",
          summary: "Run the tests",
          input: '{"command":"npm test"}',
          output: "2 failed",
          outcome: "ok",
        },
      ],
      usage: { promptTokens: undefined, completionTokens: 25 },
    },
    expect.objectContaining({ key: "event-7/user", text: "Fix them" }),
  ]);
});

describe("a tool call", () => {
  const call = async (result: object) =>
    (await messages(eventLog().user("Hi").tool("t1", "bash", {}, result)))[1]?.toolCalls[0];

  test.each([
    [{ success: true, result: { content: "done" } }, "ok", "done"],
    [{ success: true }, "ok", undefined],
    [
      { success: false, error: { message: "no such file", code: "failure" } },
      "failed",
      "no such file",
    ],
    [
      { success: false, error: { message: "The user said no", code: "denied" } },
      "declined",
      "The user said no",
    ],
    [{}, "unknown", undefined],
  ])("that ended with %j is %s", async (result, outcome, output) => {
    expect(await call(result)).toMatchObject({ tool: "bash", outcome, output });
  });

  test("keeps what it cannot say in its part", async () => {
    const result = {
      content: "1 file",
      detailedContent: "--- a\n+++ b",
      contents: [{ type: "text" }],
    };
    const log = eventLog()
      .user("Hi")
      .tool("t1", "edit", {}, { success: true, result, toolTelemetry: { lines: 3 }, turnId: "0" });
    const [, answer] = await messages(log);
    expect(answer?.parts).toEqual([
      {
        kind: "tool",
        text: "edit",
        raw: {
          toolTelemetry: { lines: 3 },
          result: { detailedContent: "--- a\n+++ b", contents: [{ type: "text" }] },
        },
      },
    ]);
  });

  test("that was only asked for is there, its arguments JSON in text", async () => {
    const toolRequests = [
      { toolCallId: "t1", name: "bash", arguments: '{"a":1}', type: "function" },
    ];
    const [, answer] = await messages(eventLog().user("Hi").assistant("", { toolRequests }));
    expect(answer?.toolCalls).toEqual([
      {
        id: "t1",
        tool: "bash",
        summary: "bash",
        input: '{"a":1}',
        output: undefined,
        outcome: "unknown",
      },
    ]);
  });

  test("may end after the next question, and its identifier may come again", async () => {
    const log = eventLog()
      .user("One")
      .add("tool.execution_start", { toolCallId: "t", toolName: "bash" })
      .user("Two")
      .add("tool.execution_complete", { toolCallId: "t", success: true, result: { content: "1" } })
      .tool("t", "bash", {}, { success: false, error: { message: "2" } });
    const calls = (await messages(log)).map(({ toolCalls }) =>
      toolCalls.map(({ id, output }) => [id, output]),
    );
    expect(calls).toEqual([[], [["t", "1"]], [], [["t#2", "2"]]]);
  });
});

test("agents that work for another one speak in parts of their own", async () => {
  const log = eventLog()
    .user("Hi")
    .add("subagent.started", { toolCallId: "t", agentName: "explore" })
    .add("user.message", { content: "Look for X" }, { agentId: "a1" })
    .add(
      "assistant.message",
      {
        messageId: "m",
        content: "X is in b.ts",
        toolRequests: [],
        model: "small",
        outputTokens: 3,
      },
      { agentId: "a1" },
    )
    .assistant("Found it.", { model: "large" });
  const [, answer, ...others] = await messages(log);
  expect(others).toEqual([]);
  expect(answer).toMatchObject({
    text: "Found it.",
    model: "large",
    usage: { completionTokens: 3 },
  });
  expect(answer?.parts.map(({ kind, text }) => [kind, text])).toEqual([
    ["subagent.started", undefined],
    ["subagent", "Look for X"],
    ["subagent", "X is in b.ts"],
    ["markdown", "Found it."],
  ]);
});

test("mode, agent and model are those chosen at the time", async () => {
  const log = eventLog()
    .start("s", { selectedModel: "gpt-5" })
    .add("session.mode_changed", { previousMode: "interactive", newMode: "plan" })
    .add("subagent.selected", { agentName: "reviewer" })
    .user("One")
    .assistant("1")
    .add("session.model_change", { previousModel: "gpt-5", newModel: "gpt-6" })
    .add("subagent.deselected", {})
    .user("Two", { agentMode: "autopilot" })
    .assistant("2");
  expect((await messages(log)).map(({ intent, model }) => [intent, model])).toEqual([
    [{ agent: "reviewer", mode: "plan" }, undefined],
    [undefined, "gpt-5"],
    [{ mode: "autopilot" }, undefined],
    [undefined, "gpt-6"],
  ]);
});

test("a question of a program is marked, and attachments are named", async () => {
  const file = { type: "file", path: "/a/app.ts", displayName: "app.ts" };
  const log = eventLog()
    .user("Do it", { attachments: [file, 7], transformedContent: "<now/>Do it" })
    .user("Instructions", { source: "skill-pdf" })
    .user("Go on", { isAutopilotContinuation: true });
  const [first, ...others] = await messages(log);
  expect(first?.parts).toEqual([
    { kind: "markdown", text: "Do it", raw: { transformedContent: "<now/>Do it" } },
    { kind: "attachment", text: "app.ts", raw: file },
    { kind: "attachment", text: undefined, raw: 7 },
  ]);
  expect(others.map(({ parts }) => parts[0]?.kind)).toEqual(["systemInitiated", "systemInitiated"]);
});

test("errors are read, and events of any other type are kept whole", async () => {
  const log = eventLog()
    .user("Hi")
    .add("session.error", { errorType: "quota", message: "No requests left" })
    .add("something.new", { nested: [1] });
  const [, answer] = await messages(log);
  expect(answer?.text).toBe("No requests left");
  expect(answer?.parts.map(({ kind, raw }) => [kind, raw])).toEqual([
    ["error", { errorType: "quota", message: "No requests left" }],
    ["something.new", log.lines[2]],
  ]);
});

test("what is told before the first turn goes with it, whatever is told later", async () => {
  const log = eventLog().start("s");
  expect(await messages(log)).toEqual([]);
  const [asked] = await messages(log.user("Hi"));
  expect(asked?.parts.map(({ kind }) => kind)).toEqual(["markdown", "session.start"]);
  const [question, answer] = await messages(log.assistant("Hello"));
  expect(question).toEqual(asked);
  expect(answer?.parts.map(({ kind }) => kind)).toEqual(["markdown"]);
  const [lone] = await messages(eventLog().start("s").assistant("Hello"));
  expect(lone?.parts.map(({ kind }) => kind)).toEqual(["session.start", "markdown"]);
});

test("an answer whose question was lost is an answer", async () => {
  const [answer, ...others] = await messages(eventLog().assistant("Still here"));
  expect(others).toEqual([]);
  expect(answer).toMatchObject({ key: "event-0/assistant", role: "assistant", text: "Still here" });
});

test("fields of the wrong type cost themselves only", async () => {
  const { messages, problems } = await read([
    {
      type: "user.message",
      id: 7,
      timestamp: "yesterday",
      data: { content: ["x"], attachments: "none" },
    },
    {
      type: "assistant.message",
      id: "e",
      timestamp: 5,
      data: { content: "Hello", toolRequests: [null, {}], outputTokens: -1 },
    },
    { type: 5 },
    "[]",
  ]);
  expect(messages.map(({ key, text, createdAt, usage }) => [key, text, createdAt, usage])).toEqual([
    ["turn-0/user", "", undefined, undefined],
    ["turn-0/assistant", "Hello", undefined, undefined],
  ]);
  expect(problems).toEqual([
    "line 1: id: expected text, got a number; left out",
    "line 2: timestamp: expected text, got a number; left out",
    "line 3: type: expected text, got a number; left out",
    "line 3: not an event: has no type",
    "line 4: not an entry, got a list; expected an object",
  ]);
});

test("a broken line costs its event only, also where two share it", async () => {
  const [one, two, three] = eventLog().user("One").user("Two").user("Three").lines;
  const cut = JSON.stringify(two).slice(0, -9);
  expect((await read([one ?? "", cut, three ?? ""])).messages.map(({ text }) => text)).toEqual([
    "One",
    "Three",
  ]);
  const glued = await read([one ?? "", `${cut}${JSON.stringify(three)}`]);
  expect(glued.messages.map(({ text }) => text)).toEqual(["One", "Three"]);
  expect(glued.problems).toHaveLength(1);
});

test("any events give unique keys and identifiers, and lose no words", async () => {
  const data = fc.record(
    {
      content: fc.oneof(fc.string(), fc.jsonValue()),
      toolCallId: fc.oneof(fc.constantFrom("a", "b"), fc.jsonValue()),
      toolRequests: fc.oneof(
        fc.jsonValue(),
        fc.array(fc.record({ toolCallId: fc.constantFrom("a", "b"), arguments: fc.jsonValue() })),
      ),
      result: fc.oneof(fc.jsonValue(), fc.record({ content: fc.jsonValue() })),
      error: fc.jsonValue(),
      attachments: fc.jsonValue(),
      model: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const event: fc.Arbitrary<ChatEvent> = fc.record({
    type: fc.constantFrom(
      "user.message",
      "assistant.message",
      "tool.execution_start",
      "tool.execution_complete",
      "session.error",
      "abort",
      "__proto__",
      "other",
    ),
    id: fc.option(fc.constantFrom("x", "y"), { nil: undefined }),
    at: fc.option(fc.nat(), { nil: undefined }),
    subagent: fc.option(fc.constant("s"), { nil: undefined }),
    data,
    raw: fc.constant({}),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 15 }), (events) => {
      const turns = turnCollector();
      for (const each of events) turns.add(each);
      const messages = turns.messages();
      const keys = messages.map(({ key }) => key);
      const ids = messages.flatMap(({ toolCalls }) => toolCalls.map(({ id }) => id));
      expect(new Set(keys).size).toBe(keys.length);
      expect(new Set(ids).size).toBe(ids.length);
      const told = JSON.stringify(messages.flatMap(({ parts }) => parts.map(({ text }) => text)));
      for (const { type, data } of events) {
        const isTold = type === "user.message" || type === "assistant.message";
        if (isTold && typeof data.content === "string" && data.content !== "") {
          expect(told).toContain(JSON.stringify(data.content));
        }
      }
    }),
    { numRuns: 1_000 },
  );
});
