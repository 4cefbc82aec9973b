import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Message, Session } from "../model.ts";
import { sessionFrom } from "./session.ts";

const origin = { fallbackId: "from-the-file", fallbackTime: 9_000, workspace: undefined };

function read(raw: unknown): { session: Session; problems: string[] } {
  const problems: string[] = [];
  return { session: sessionFrom(raw, origin, (problem) => problems.push(problem)), problems };
}

/** The messages of a session with these requests, which must raise no problem. */
function messages(...requests: object[]): Message[] {
  const { session, problems } = read({ sessionId: "s", creationDate: 1, requests });
  expect(problems).toEqual([]);
  return session.messages;
}

describe("a session", () => {
  test("of version 1 has no title", () => {
    const raw = {
      requesterUsername: "ada",
      sessionId: "v1",
      creationDate: 1_000,
      requests: [{ requestId: "r1", message: "Why?", response: ["Because."] }],
    };
    expect(read(raw)).toEqual({
      session: {
        source: "vscode",
        id: "v1",
        title: undefined,
        workspace: undefined,
        createdAt: 1_000,
        updatedAt: 1_000,
        messages: [
          {
            key: "r1/user",
            role: "user",
            text: "Why?",
            parts: [{ kind: "markdown", text: "Why?", raw: undefined }],
            createdAt: undefined,
            model: undefined,
            toolCalls: [],
            usage: undefined,
          },
          {
            key: "r1/assistant",
            role: "assistant",
            text: "Because.",
            parts: [{ kind: "markdown", text: "Because.", raw: undefined }],
            createdAt: undefined,
            model: undefined,
            toolCalls: [],
            usage: undefined,
          },
        ],
      },
      problems: [],
    });
  });

  test("of version 2 has a computed title", () => {
    const raw = {
      version: 2,
      sessionId: "v2",
      creationDate: 1,
      computedTitle: "Two",
      requests: [],
    };
    expect(read(raw).session.title).toBe("Two");
  });

  test("of version 3 has a title of the person's own, which comes first", () => {
    const raw = { version: 3, sessionId: "v3", requests: [], computedTitle: "2", customTitle: "3" };
    expect(read(raw).session.title).toBe("3");
    expect(read({ ...raw, customTitle: " " }).session.title).toBe("2");
    expect(read({ ...raw, customTitle: null, computedTitle: "" }).session.title).toBeUndefined();
  });

  test("without requests is valid and has no messages", () => {
    const { session, problems } = read({ version: 3, sessionId: "empty", creationDate: 5 });
    expect(session.messages).toEqual([]);
    expect(problems).toEqual([]);
  });

  test("takes its identifier from the file where it has none", () => {
    expect(read({ requests: [] }).session.id).toBe("from-the-file");
    expect(read({ requests: [], sessionId: "" }).session.id).toBe("from-the-file");
  });

  test("was updated with its last message, and never before it was created", () => {
    const requests = [
      { timestamp: 2_000, message: "a" },
      { timestamp: 3_000, message: "b", response: ["c"], responseTimestamp: 3_500 },
    ];
    expect(read({ creationDate: 1_000, requests }).session.updatedAt).toBe(3_500);
    expect(read({ creationDate: 1_000, requests, lastMessageDate: 4_000 }).session.updatedAt).toBe(
      4_000,
    );
    expect(read({ creationDate: 8_000, requests }).session.updatedAt).toBe(8_000);
  });

  test("without a date is as old as its first message, else as its file", () => {
    expect(read({ requests: [{ message: "a", timestamp: 2_000 }] }).session.createdAt).toBe(2_000);
    expect(read({ requests: [] }).session.createdAt).toBe(9_000);
  });

  test.each([
    [null, "not a chat session: expected an object, got null"],
    [[], "not a chat session: expected an object, got a list"],
    [{ name: "package" }, "not a chat session: has neither requests nor a sessionId"],
  ])("is not made of %j", (raw, message) => {
    expect(() => read(raw)).toThrow(new Error(message));
  });
});

describe("a question", () => {
  test("is the message's text, without its marks where they only say that it is text", () => {
    const [question] = messages({ message: { text: "Hi", parts: [{ kind: "text", text: "Hi" }] } });
    expect(question?.text).toBe("Hi");
    expect(question?.parts).toEqual([{ kind: "markdown", text: "Hi", raw: undefined }]);
  });

  test("keeps marks that say more, and is put together from them where the text is missing", () => {
    const message = {
      parts: [
        { kind: "agent", text: "@workspace " },
        { kind: "text", text: "hi" },
      ],
    };
    const [question] = messages({ message });
    expect(question?.parts).toEqual([{ kind: "markdown", text: "@workspace hi", raw: message }]);
  });

  test("is missing where nothing was asked", () => {
    const empty = [{ message: "" }, { message: { text: "", parts: [] } }, { message: {} }, {}];
    expect(messages(...empty)).toEqual([]);
  });

  test("has its attachments as parts", () => {
    const variable = { kind: "file", name: "app.ts", value: { path: "/a/app.ts" } };
    const [question] = messages({ message: "Hi", variableData: { variables: [variable] } });
    expect(question?.text).toBe("Hi");
    expect(question?.parts[1]).toEqual({ kind: "attachment", text: "app.ts", raw: variable });
  });

  test("that VS Code asked in the person's place is marked", () => {
    const [question] = messages({ message: "Command ended", isSystemInitiated: true });
    expect(question?.parts[0]?.kind).toBe("systemInitiated");
  });
});

describe("an intent", () => {
  const intent = (more: object) => messages({ message: "Hi", response: ["x"], ...more });

  test("is what was chosen beside the words", () => {
    const [question, answer] = intent({
      slashCommand: { name: "explain", description: "…" },
      agent: { id: "github.copilot.workspace", name: "workspace" },
      modeInfo: { kind: "ask", isBuiltin: true, modeId: "ask" },
    });
    expect(question?.intent).toEqual({
      command: "explain",
      agent: "github.copilot.workspace",
      mode: "ask",
    });
    expect(answer).not.toHaveProperty("intent");
  });

  test("names a mode of the person's own", () => {
    const modeInfo = { kind: "agent", modeId: "custom", modeInstructions: { name: "Reviewer" } };
    expect(intent({ modeInfo })[0]?.intent).toEqual({ mode: "Reviewer" });
  });

  test("is absent where nothing was recorded", () => {
    expect(intent({ agent: {}, slashCommand: { name: 7 }, modeInfo: null })[0]).not.toHaveProperty(
      "intent",
    );
  });
});

describe("the workspace of the session itself", () => {
  const workspace = (raw: object, known?: object) =>
    sessionFrom(
      { sessionId: "s", requests: [], ...raw },
      { ...origin, workspace: known as Session["workspace"] },
      (problem) => expect.fail(problem),
    ).workspace;

  test.each([
    ["file:///home/ada/shop", "file:///home/ada/shop"],
    ["/home/ada/shop", "file:///home/ada/shop"],
    [{ $mid: 1, path: "/home/ada/shop", scheme: "file" }, "file:///home/ada/shop"],
  ])("is its working directory %j", (workingDirectory, uri) => {
    expect(workspace({ workingDirectory })).toEqual({ uri, name: "shop" });
  });

  test("has the repository that was recorded, without its password", () => {
    const repoData = { remoteUrl: "https://ada:secret@github.com/ada/shop.git" };
    expect(workspace({ repoData, workingDirectory: "/shop" })?.repository).toBe(
      "github.com/ada/shop",
    );
  });

  test("gives way to that of its file", () => {
    const known = { uri: "file:///a", name: "a", repository: "github.com/ada/a" };
    const repoData = { remoteUrl: "https://github.com/ada/b" };
    expect(workspace({ repoData, workingDirectory: "/b" }, known)).toEqual(known);
  });

  test("is none where neither names one", () => {
    expect(workspace({ repoData: { remoteUrl: "https://github.com/ada/b" } })).toBeUndefined();
    expect(workspace({ workingDirectory: { scheme: "vscode-vfs", path: "/b" } })).toBeUndefined();
  });
});

describe("an answer", () => {
  test("is missing as long as there is none", () => {
    expect(messages({ message: "Hi", response: [] }).map((message) => message.role)).toEqual([
      "user",
    ]);
    expect(messages({ message: "Hi", response: null })).toHaveLength(1);
  });

  test("that failed is the error", () => {
    const errorDetails = { message: "Sorry, no response.", responseIsFiltered: true };
    const [, answer] = messages({ message: "Hi", response: [], result: { errorDetails } });
    expect(answer?.text).toBe("Sorry, no response.");
    expect(answer?.parts).toEqual([
      { kind: "error", text: "Sorry, no response.", raw: errorDetails },
    ]);
  });

  test("keeps what was said before the error", () => {
    const [, answer] = messages({
      message: "Hi",
      response: [{ value: "Let me see." }],
      responseErrorDetails: { message: "Canceled" },
    });
    expect(answer?.text).toBe("Let me see.\n\nCanceled");
  });

  test("has the first time that VS Code recorded for it", () => {
    const request = { message: "Hi", timestamp: 1_000, response: ["x"] };
    const result = { timings: { totalElapsed: 250 } };
    const at = (more: object) => messages({ ...request, ...more })[1]?.createdAt;
    expect(at({})).toBeUndefined();
    expect(at({ result })).toBe(1_250);
    expect(at({ result, modelState: { value: 1, completedAt: 1_300 } })).toBe(1_300);
    expect(at({ result, modelState: { completedAt: 1_300 }, responseTimestamp: 1_400 })).toBe(
      1_400,
    );
  });

  test("names the model that answered, not the one that was chosen", () => {
    const request = { message: "Hi", modelId: "copilot/auto", response: ["x"] };
    const model = (more: object) => messages({ ...request, ...more })[1]?.model;
    expect(model({})).toBe("copilot/auto");
    expect(model({ result: { metadata: { resolvedModel: "" } } })).toBe("copilot/auto");
    expect(model({ result: { metadata: { resolvedModel: "gpt-5" } } })).toBe("gpt-5");
    expect(model({ response: [{ kind: "autoModeResolution", resolved: { id: "gpt-5" } }] })).toBe(
      "gpt-5",
    );
    expect(model({ response: [{ kind: "autoModeResolution", resolvedModel: "gpt-6" }] })).toBe(
      "gpt-6",
    );
  });

  test("has the tokens of the request, else those of its result", () => {
    const request = { message: "Hi", response: ["x"] };
    const usage = (more: object) => messages({ ...request, ...more })[1]?.usage;
    const result = { metadata: { promptTokens: 10, outputTokens: 2 } };
    expect(usage({})).toBeUndefined();
    expect(usage({ result })).toEqual({ promptTokens: 10, completionTokens: 2 });
    expect(usage({ result, promptTokens: 11 })).toEqual({ promptTokens: 11, completionTokens: 2 });
    expect(usage({ completionTokens: 3 })).toEqual({
      promptTokens: undefined,
      completionTokens: 3,
    });
  });
});

describe("wrong types", () => {
  test("cost a field, not its request", () => {
    const request = {
      requestId: 7,
      timestamp: "yesterday",
      message: { text: "Hi" },
      response: ["Hello."],
      modelId: {},
      promptTokens: -1,
      completionTokens: 2.5,
      result: { timings: [], metadata: { resolvedModel: true, toolCallRounds: "none" } },
      modelState: { completedAt: 9e15 },
    };
    const { session, problems } = read({
      sessionId: "s",
      creationDate: "now",
      requests: [request],
    });
    expect(session.messages.map((message) => [message.key, message.text])).toEqual([
      ["request-0/user", "Hi"],
      ["request-0/assistant", "Hello."],
    ]);
    expect(problems).toEqual([
      "creationDate: expected a time in milliseconds, got a string; left out",
      "requests[0].requestId: expected text, got a number; left out",
      "requests[0].timestamp: expected a time in milliseconds, got a string; left out",
      "requests[0].modelId: expected text, got an object; left out",
      "requests[0].promptTokens: expected 0 or more, got a number; left out",
      "requests[0].completionTokens: expected a whole number, got a number; left out",
      "requests[0].result.timings: expected an object, got a list; left out",
      "requests[0].result.metadata.resolvedModel: expected text, got a boolean; left out",
      "requests[0].modelState.completedAt: expected a time in milliseconds since 1970, got a number; left out",
      "requests[0].result.metadata.toolCallRounds: expected a list, got a string; left out",
    ]);
  });

  test("cost a request, not the session", () => {
    const requests = [
      { requestId: "a", message: "1" },
      "broken",
      null,
      { message: 4 },
      { message: "5" },
    ];
    const { session, problems } = read({ requests });
    expect(session.messages.map((message) => message.key)).toEqual(["a/user", "request-4/user"]);
    expect(problems).toEqual([
      "requests[1]: expected an object, got a string; left out",
      "requests[3].message: expected text or an object, got a number; left out",
    ]);
  });

  test("of all requests leave a session without messages", () => {
    const { session, problems } = read({ sessionId: "s", requests: "none" });
    expect(session.messages).toEqual([]);
    expect(problems).toEqual(["requests: expected a list, got a string; left out"]);
  });
});

describe("keys", () => {
  test("are unique although VS Code's are not", () => {
    const turn = { requestId: "r", message: "Hi" };
    expect(messages(turn, turn, turn).map((message) => message.key)).toEqual([
      "r/user",
      "r#2/user",
      "r#3/user",
    ]);
  });

  test("and the whole reading hold for any JSON in the requests", () => {
    const request = fc.record(
      {
        requestId: fc.jsonValue(),
        message: fc.jsonValue(),
        variableData: fc.oneof(fc.jsonValue(), fc.record({ variables: fc.jsonValue() })),
        response: fc.oneof(
          fc.jsonValue(),
          fc.array(
            fc.record(
              {
                kind: fc.constantFrom("thinking", "inlineReference", "toolInvocationSerialized", 1),
                value: fc.jsonValue(),
                toolCallId: fc.oneof(fc.constant("call"), fc.jsonValue()),
                isConfirmed: fc.jsonValue(),
                toolSpecificData: fc.jsonValue(),
                resultDetails: fc.jsonValue(),
                inlineReference: fc.jsonValue(),
              },
              { requiredKeys: [] },
            ),
          ),
        ),
        result: fc.oneof(fc.jsonValue(), fc.record({ metadata: fc.jsonValue() })),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(request, fc.jsonValue())), (requests) => {
        const { session } = read({ requests });
        const keys = session.messages.map((message) => message.key);
        const ids = session.messages.flatMap((message) => message.toolCalls.map((call) => call.id));
        expect(new Set(keys).size).toBe(keys.length);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 500 },
    );
  });
});
