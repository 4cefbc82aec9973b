import { describe, expect, test } from "vitest";
import type { ToolCall } from "../model.ts";
import { uniqueNames } from "../unique-names.ts";
import { toolCallsOf } from "./tool-calls.ts";

function calls(invocations: object[], metadata?: Record<string, unknown>): ToolCall[] {
  const response = invocations.map((raw) => ({ kind: "toolInvocationSerialized", ...raw }));
  return toolCallsOf(["text", ...response, { kind: "thinking" }], metadata, {
    at: "requests[0]",
    key: "r1",
    uniqueToolCallId: uniqueNames(),
    report: (problem) => expect.fail(problem),
  });
}

const read = { toolId: "copilot_readFile", toolCallId: "call_1", isComplete: true };
const exchange = {
  toolCallRounds: [
    {
      response: "I'll read.",
      toolCalls: [{ id: "call_1", name: "read_file", arguments: '{"a":1}' }],
    },
    { response: "Done.", toolCalls: [] },
  ],
  toolCallResults: { call_1: { content: [{ value: "line 1" }, { value: "line 2" }] } },
};

test("arguments and result come from the exchange with the model", () => {
  const raw = {
    ...read,
    pastTenseMessage: { value: "Read [](file:///a/b%20c.ts#3-4), lines 3 to 4" },
  };
  expect(calls([raw], exchange)).toEqual([
    {
      id: "call_1",
      tool: "copilot_readFile",
      summary: "Read b c.ts, lines 3 to 4",
      input: '{"a":1}',
      output: "line 1\nline 2",
      outcome: "ok",
    },
  ]);
});

test("the time that VS Code appends to identifiers does not matter", () => {
  const metadata = {
    toolCallRounds: [
      { toolCalls: [{ id: "call_0__vscode-1759845028969", arguments: "{}" }] },
      { toolCalls: [{ id: "call_1__vscode-1759845028970", arguments: { a: 1 } }] },
    ],
    toolCallResults: { "call_1__vscode-1759845028970": { content: [{ value: "ok" }] } },
  };
  expect(calls([read], metadata)[0]).toMatchObject({
    id: "call_1",
    input: '{"a":1}',
    output: "ok",
  });
});

test("a rendered result is the text of its leaves", () => {
  const leaves = [
    { type: 2, text: "The files were edited:" },
    { type: 2, text: "\n" },
    {
      type: 1,
      children: [
        { type: 2, text: "/a/b.ts" },
        { type: 2, text: "ok", lineBreakBefore: true },
      ],
    },
  ];
  const metadata = {
    ...exchange,
    toolCallResults: { call_1: { content: [{ value: { node: { type: 1, children: leaves } } }] } },
  };
  expect(calls([read], metadata)[0]?.output).toBe("The files were edited:\n/a/b.ts\nok");
});

describe("invocations with identifiers of their own", () => {
  const metadata = {
    toolCallRounds: [
      { toolCalls: [{ id: "m1", arguments: "1" }] },
      { toolCalls: [{ id: "m2", arguments: "2" }] },
    ],
  };
  const own = (id: string) => ({ ...read, toolCallId: id });

  test("are matched by order when there are as many, those of subagents aside", () => {
    const nested = { ...own("u2"), subAgentInvocationId: "u1" };
    expect(calls([own("u1"), nested, own("u3")], metadata).map((call) => call.input)).toEqual([
      "1",
      undefined,
      "2",
    ]);
  });

  test("are not matched when the numbers differ", () => {
    expect(calls([own("u1")], metadata).map((call) => call.input)).toEqual([undefined]);
  });
});

test("one identifier that fits rules the order out", () => {
  const found = calls([{ ...read, toolCallId: "other" }, read], {
    toolCallRounds: [
      {
        toolCalls: [
          { id: "call_1", arguments: "1" },
          { id: "call_2", arguments: "2" },
        ],
      },
    ],
  });
  expect(found.map((call) => call.input)).toEqual([undefined, "1"]);
});

test("identifiers are unique, and made up where there are none", () => {
  expect(calls([read, read, {}, { toolCallId: "" }]).map((call) => call.id)).toEqual([
    "call_1",
    "call_1#2",
    "r1/tool-2",
    "r1/tool-3",
  ]);
});

test("without an exchange, what the window showed of a command stands in", () => {
  const toolSpecificData = {
    kind: "terminal",
    commandLine: { original: "npm tset", userEdited: "npm test" },
    terminalCommandOutput: { text: "\u001b[31mfail\u001b[0m\r\n1 failed\r\n" },
    terminalCommandState: { exitCode: 1 },
  };
  expect(calls([{ toolId: "run_in_terminal", isComplete: true, toolSpecificData }])).toEqual([
    {
      id: "r1/tool-0",
      tool: "run_in_terminal",
      summary: "run_in_terminal",
      input: '{"command":"npm test"}',
      output: "fail\n1 failed\n",
      outcome: "failed",
    },
  ]);
});

test.each([
  [
    "a command of an old version",
    { toolSpecificData: { command: "ls" } },
    '{"command":"ls"}',
    undefined,
  ],
  ["raw input", { toolSpecificData: { rawInput: { a: 1 } } }, '{"a":1}', undefined],
  ["plain text", { toolSpecificData: { input: "in", output: "out" } }, '"in"', "out"],
  ["a subagent", { toolSpecificData: { prompt: "Go", result: "Done" } }, '"Go"', "Done"],
  [
    "details",
    {
      resultDetails: {
        input: '{"b":2}',
        output: [{ value: "one" }, { value: "aWs=", isText: false }, { value: "two" }],
      },
    },
    '{"b":2}',
    "one\ntwo",
  ],
  ["a list of places", { resultDetails: [{ path: "/a" }] }, undefined, undefined],
  ["nothing", {}, undefined, undefined],
])("without an exchange, %s gives input and output", (_, raw, input, output) => {
  expect(calls([raw])[0]).toMatchObject({ input, output });
});

test.each<[object, ToolCall["outcome"]]>([
  [{ isConfirmed: true, isComplete: true }, "ok"],
  [{ isConfirmed: { type: 1 }, isComplete: true }, "ok"],
  [{ isConfirmed: { type: 4 }, isComplete: true }, "ok"],
  [{ isComplete: true }, "ok"],
  [{ isConfirmed: false, isComplete: true }, "declined"],
  [{ isConfirmed: { type: 0 }, isComplete: true }, "declined"],
  [{ isConfirmed: { type: 5 }, isComplete: true }, "declined"],
  [{ isComplete: true, resultError: "timed out" }, "failed"],
  [{ isComplete: true, resultDetails: { isError: true } }, "failed"],
  [{ isComplete: true, toolSpecificData: { terminalCommandState: { exitCode: 0 } } }, "ok"],
  [{ isComplete: false }, "unknown"],
  [{ isConfirmed: "yes" }, "unknown"],
  [{}, "unknown"],
])("%j has the outcome %j", (raw, outcome) => {
  expect(calls([raw])[0]?.outcome).toBe(outcome);
});
