import { utimesSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventLog } from "../events/testing.ts";
import type { Message } from "../model.ts";
import { readAll, temporaryFiles } from "../testing.ts";
import { missingTurns } from "./missing-turns.ts";
import { vscodeSource } from "./source.ts";

const sessionAt = "workspaceStorage/w1/chatSessions/s1.jsonl";
const transcriptAt = "workspaceStorage/w1/GitHub.copilot-chat/transcripts/s1.jsonl";
const hour = 3_600_000;

/** The session file that VS Code writes for the turns of `log`, whose questions it names r0, r1 … */
function sessionFile(turns: { question: string; answer?: string; at: number; call?: string }[]) {
  const requests = turns.map(({ question, answer, at, call }, index) => ({
    requestId: `r${index}`,
    timestamp: at,
    message: { text: question, parts: [] },
    response: [
      ...(call === undefined
        ? []
        : [{ kind: "toolInvocationSerialized", toolId: "run", toolCallId: `${call}__vscode-17` }]),
      ...(answer === undefined ? [] : [{ value: answer }]),
    ],
  }));
  const creationDate = turns[0]?.at ?? 1;
  return [
    { kind: 0, v: { version: 3, sessionId: "s1", creationDate, customTitle: "T", requests } },
  ];
}

/** A folder of VS Code with a transcript and session files, read an hour after they were written. */
function window(transcript: object[], sessions: Record<string, object[]>, age = hour) {
  const files = temporaryFiles();
  const path = files.put(transcriptAt, transcript);
  for (const [name, lines] of Object.entries(sessions)) files.put(name, lines);
  utimesSync(path, 1_000, 1_000);
  const source = vscodeSource({ userFolders: [files.path], now: () => 1_000_000 + age });
  return {
    files,
    async read() {
      const all = await readAll(source, files.path);
      expect(all.failures).toEqual([]);
      return all.readings.at(-1);
    },
    [Symbol.dispose]: () => files[Symbol.dispose](),
  };
}

const keysOf = (messages: Message[] = []) => messages.map(({ key }) => key);

test("a transcript that is the only record gives the session", async () => {
  const log = eventLog()
    .start("s1", { context: { cwd: "/home/ada/shop" } })
    .user("Why?")
    .assistant("Because.");
  using vscode = window(log.lines, {});
  expect(await vscode.read()).toMatchObject({
    session: {
      source: "vscode",
      id: "s1",
      title: undefined,
      workspace: { uri: "file:///home/ada/shop", name: "shop" },
      createdAt: log.timeOf(0),
      updatedAt: log.timeOf(2),
      messages: [
        { key: "event-1/user", text: "Why?" },
        { key: "event-1/assistant", text: "Because." },
      ],
    },
    problems: [],
    torn: false,
  });
});

test("a transcript has the workspace of its folder, and an id from its file where it says none", async () => {
  const { lines } = eventLog().add("session.start", {}).user("Why?");
  using vscode = window(lines, {});
  vscode.files.put("workspaceStorage/w1/workspace.json", { folder: "file:///gone/till" });
  expect(await vscode.read()).toMatchObject({ session: { id: "s1", workspace: { name: "till" } } });
});

const log = eventLog()
  .start("s1")
  .user("One")
  .assistant("1", { toolRequests: [{ toolCallId: "call_1", name: "run" }] })
  .user("explain this")
  .assistant("2")
  .user("continue")
  .assistant("3");
const turns = [
  { question: "One", answer: "1", at: log.timeOf(1), call: "call_1" },
  { question: "@workspace /explain explain  this", answer: "2", at: log.timeOf(3) },
  { question: "continue", answer: "3", at: log.timeOf(5) },
];

describe("beside a session file", () => {
  test("a transcript of the same turns adds nothing", async () => {
    using vscode = window(log.lines, { [sessionAt]: sessionFile(turns) });
    expect(await vscode.read()).toMatchObject({ session: { id: "s1", messages: [] }, torn: false });
  });

  test("a turn that the file has not is added in its place", async () => {
    const known = turns.filter((_, index) => index !== 1);
    using vscode = window(log.lines, { [sessionAt]: sessionFile(known) });
    const reading = await vscode.read();
    expect(keysOf(reading?.session.messages)).toEqual([
      ...[
        "r0/user",
        "r0/assistant",
        "event-3/user",
        "event-3/assistant",
        "r1/user",
        "r1/assistant",
      ],
    ]);
    expect(reading?.session).toMatchObject({ title: "T", updatedAt: log.timeOf(6) });
  });

  test("an answer that the file has not is added to its question", async () => {
    const known = turns.map((turn, index) =>
      index === 0 ? { question: "One", at: turn.at } : turn,
    );
    using vscode = window(log.lines, { [sessionAt]: sessionFile(known) });
    const messages = (await vscode.read())?.session.messages;
    expect(messages?.slice(0, 3).map(({ key, text }) => [key, text])).toEqual([
      ["r0/user", "One"],
      ["r0/assistant", "1"],
      ["r1/user", "@workspace /explain explain  this"],
    ]);
  });

  test("an answer is added also where only a shorter copy has its question", async () => {
    const shorter = [{ question: "One", at: log.timeOf(1) }];
    const longer = [1, 2].map((minute) => ({
      question: `Other ${minute}`,
      answer: "x",
      at: log.timeOf(1) - minute * 60_000,
    }));
    const other = sessionFile(longer);
    for (const request of other[0]?.v.requests ?? []) request.requestId = `o-${request.requestId}`;
    using vscode = window(log.lines, {
      [sessionAt]: sessionFile(shorter),
      "workspaceStorage/w2/chatSessions/s1.jsonl": other,
    });
    expect(keysOf((await vscode.read())?.session.messages)).toContain("r0/assistant");
  });

  test("turns at the end wait until VS Code has had time to write them", async () => {
    const known = { [sessionAt]: sessionFile(turns.slice(0, 2)) };
    using early = window(log.lines, known, 119_999);
    expect(await early.read()).toMatchObject({ session: { messages: [] }, torn: true });
    using late = window(log.lines, known, 120_000);
    const reading = await late.read();
    expect(keysOf(reading?.session.messages).slice(-2)).toEqual([
      "event-5/user",
      "event-5/assistant",
    ]);
    expect(reading?.torn).toBe(false);
  });

  test("the first turn of a new session waits too, where VS Code writes session files", async () => {
    const other = "workspaceStorage/w2/chatSessions/other.jsonl";
    using vscode = window(log.lines, { [other]: sessionFile(turns) }, 0);
    expect(await vscode.read()).toMatchObject({ session: { messages: [] }, torn: true });
    using only = window(log.lines, {}, 0);
    expect(keysOf((await only.read())?.session.messages)).toHaveLength(6);
  });

  test("what any copy of the session has is not missing", async () => {
    using vscode = window(log.lines, {
      [sessionAt]: sessionFile(turns.slice(0, 1)),
      "globalStorage/chatSessions/w9/s1.jsonl": sessionFile(turns),
    });
    expect((await vscode.read())?.session.messages).toEqual([]);
  });

  test("a copy that cannot be read is told, and stands in nobody's way", async () => {
    using vscode = window(log.lines, {});
    vscode.files.put(sessionAt, "oops\n");
    const { readings, failures } = await readAll(
      vscodeSource({ userFolders: [vscode.files.path], now: () => 1_000_000 + hour }),
      vscode.files.path,
    );
    expect(failures).toEqual([`${sessionAt}: line 1: not JSON: Unexpected token 'o'`]);
    expect(readings.map(({ problems }) => problems)).toEqual([
      ["s1.jsonl: cannot be read; the transcript was read without it"],
    ]);
    expect(keysOf(readings[0]?.session.messages)).toHaveLength(6);
  });
});

test("a half-written transcript gives what is whole, and is read again", async () => {
  using files = temporaryFiles();
  const text = log.lines.map((line) => JSON.stringify(line)).join("\n");
  files.put(transcriptAt, text.slice(0, -20));
  const { readings } = await readAll(vscodeSource({ userFolders: [files.path] }), files.path);
  expect(readings[0]?.torn).toBe(true);
  expect(keysOf(readings[0]?.session.messages)).toEqual([
    ...["event-1/user", "event-1/assistant", "event-3/user", "event-3/assistant", "event-5/user"],
  ]);
});

test.each([
  ["", "not a chat session: has neither a start nor messages"],
  ["oops\n", "line 1: not JSON: Unexpected token 'o'"],
  ['{"type":"session.idle","data":{}}\n', "not a chat session: has neither a start nor messages"],
])("a transcript that is %j fails with the reason", async (text, reason) => {
  using files = temporaryFiles();
  files.put(transcriptAt, text);
  const { failures } = await readAll(vscodeSource({ userFolders: [files.path] }), files.path);
  expect(failures).toEqual([`${transcriptAt}: ${reason}`]);
});

test("join of two records has every turn once, however they overlap", () => {
  const words = fc.array(fc.constantFrom("yes", "continue", "why?"), { maxLength: 8 });
  fc.assert(
    fc.property(words, fc.infiniteStream(fc.boolean()), (asked, flips) => {
      const side = (prefix: string, isKept: () => boolean) =>
        asked.flatMap((text, index): Message[] =>
          isKept() ? [question(`${prefix}${index}`, text, index)] : [],
        );
      const inTranscript = side("event-", () => flips.next().value === true);
      const inSession = side("r", () => flips.next().value === true);
      const missing = missingTurns(inTranscript, inSession).flatMap(({ messages }) => messages);
      const count = (messages: Message[], text: string) =>
        messages.filter((message) => message.text === text).length;
      for (const text of ["yes", "continue", "why?"]) {
        // The two cannot be told apart by more than words and time.
        expect(count([...inSession, ...missing], text)).toBe(
          Math.max(count(inSession, text), count(inTranscript, text)),
        );
      }
    }),
    { numRuns: 500 },
  );
});

function question(turn: string, text: string, minute: number): Message {
  return {
    key: `${turn}/user`,
    role: "user",
    text,
    parts: [],
    createdAt: minute * 60_000,
    model: undefined,
    toolCalls: [],
    usage: undefined,
  };
}

test("questions asked at the same time are one, in whatever words; others are not", () => {
  const known = [question("r0", "/fix the #file:till.ts", 1)];
  const near = { ...question("e", "the till", 1), createdAt: 61_500 };
  expect(missingTurns([near], known)).toEqual([]);
  const far = { ...question("e", "the till", 1), createdAt: 72_000 };
  expect(missingTurns([far], known)).toHaveLength(1);
});

test("turns with the same tool call are one, in whatever words and whenever", () => {
  const call = { id: "call_1", tool: "run", summary: "", input: undefined, output: undefined };
  const toolCalls = [{ ...call, outcome: "ok" as const }];
  const turn = (key: string, text: string, minute: number): Message[] => [
    question(key, text, minute),
    { ...question(key, "", minute), key: `${key}/assistant`, role: "assistant", toolCalls },
  ];
  expect(missingTurns(turn("e", "the till", 9), turn("r0", "/fix", 1))).toEqual([]);
});

test("the same word asked ten thousand times takes no time", () => {
  const many = Array.from({ length: 10_000 }, (_, index) =>
    question(`e${index}`, "continue", index),
  );
  const known = Array.from({ length: 9_999 }, (_, index) =>
    question(`r${index}`, "continue", index),
  );
  const startedAt = performance.now();
  expect(missingTurns(many, known)).toHaveLength(1);
  expect(performance.now() - startedAt).toBeLessThan(3_000);
});

test("the session's own file comes before its transcript in every listing", async () => {
  using vscode = window(log.lines, { [sessionAt]: sessionFile(turns) });
  const { paths } = await readAll(
    vscodeSource({ userFolders: [vscode.files.path] }),
    vscode.files.path,
  );
  expect(paths).toEqual([sessionAt, join(transcriptAt)]);
});
