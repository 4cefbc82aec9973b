import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readAll, temporaryFiles } from "../testing.ts";
import { githubThreadsSource } from "./source.ts";

const thread = (id: string) => ({
  id,
  name: `Thread ${id}`,
  repoID: 0,
  createdAt: "2026-03-01T10:00:00Z",
  updatedAt: "2026-03-01T10:05:00.5Z",
});

const messages = (threadID: string) => [
  {
    id: `${threadID}-1`,
    threadID,
    role: "user",
    content: "What is a monad?",
    createdAt: "2026-03-01T10:00:01Z",
    intent: "conversation",
    mode: "immersive",
    references: [{ type: "file", path: "src/monad.hs", url: "https://example.com" }],
  },
  {
    id: `${threadID}-2`,
    threadID,
    role: "assistant",
    content: "A **pattern**.",
    createdAt: "2026-03-01T10:00:09Z",
    model: "gpt-5",
    parentMessageID: `${threadID}-1`,
    references: null,
  },
];

function read(files: { path: string }, ...names: string[]) {
  const paths = names.map((name) => join(files.path, name));
  return readAll(githubThreadsSource({ paths }), files.path);
}

test("a thread becomes a session", async () => {
  using files = temporaryFiles();
  files.put("t.json", { threads: [{ ...thread("t"), messages: messages("t") }] });
  const { readings } = await read(files, "t.json");
  expect(readings).toEqual([
    {
      session: {
        source: "github",
        id: "t",
        title: "Thread t",
        workspace: undefined,
        createdAt: Date.UTC(2026, 2, 1, 10),
        updatedAt: Date.UTC(2026, 2, 1, 10, 5, 0, 500),
        messages: [
          {
            key: "t-1/user",
            role: "user",
            text: "What is a monad?",
            parts: [
              { kind: "markdown", text: "What is a monad?", raw: { intent: "conversation" } },
              { kind: "attachment", text: "src/monad.hs", raw: messages("t")[0]?.references?.[0] },
            ],
            createdAt: Date.UTC(2026, 2, 1, 10, 0, 1),
            model: undefined,
            toolCalls: [],
            usage: undefined,
            intent: { mode: "immersive" },
          },
          {
            key: "t-2/assistant",
            role: "assistant",
            text: "A **pattern**.",
            parts: [{ kind: "markdown", text: "A **pattern**.", raw: { parentMessageID: "t-1" } }],
            createdAt: Date.UTC(2026, 2, 1, 10, 0, 9),
            model: "gpt-5",
            toolCalls: [],
            usage: undefined,
          },
        ],
      },
      problems: [],
      torn: false,
    },
  ]);
});

test.each([
  ["a list of threads", [{ ...thread("t"), messages: messages("t") }]],
  ["threads under their name", { threads: [{ thread: thread("t"), messages: messages("t") }] }],
  ["one thread", { ...thread("t"), messages: messages("t") }],
  ["one thread under its name", { thread: thread("t"), messages: messages("t") }],
])("an export may be %s", async (_, content) => {
  using files = temporaryFiles();
  files.put("saved.json", Buffer.from(JSON.stringify(content)));
  const { readings, failures } = await read(files, ".");
  expect(failures).toEqual([]);
  expect(
    readings.map(({ session }) => [session.id, session.title, session.messages.length]),
  ).toEqual([["t", "Thread t", 2]]);
});

test("messages saved alone have their thread's identifier, and its name from the list beside them", async () => {
  using files = temporaryFiles();
  files.put("a.json", { messages: messages("a") });
  files.put("b.json", Buffer.from(JSON.stringify(messages("b"))));
  files.put("c.json", { messages: messages("").map(({ threadID: _, ...message }) => message) });
  files.put("threads.json", { threads: [thread("a"), thread("c")] });
  files.put("notes.txt", "nothing");
  const { readings, paths } = await read(files, ".");
  expect(paths).toEqual(["a.json", "b.json", "c.json", "threads.json"]);
  expect(
    readings.map(({ session }) => [session.id, session.title, session.messages.length]),
  ).toEqual([
    ["a", "Thread a", 2],
    ["b", undefined, 2],
    ["c", "Thread c", 2],
    ["a", "Thread a", 0],
    ["c", "Thread c", 0],
  ]);
});

test("wrong types cost a field or a message, and are told", async () => {
  using files = temporaryFiles();
  const odd = [
    7,
    { role: "user", content: ["x"], createdAt: "soon" },
    { id: "m", role: "system", content: "S" },
  ];
  files.put("t.json", { id: "t", name: 5, messages: odd });
  const [reading] = (await read(files, "t.json")).readings;
  expect(reading?.session.messages.map(({ key, role, text }) => [key, role, text])).toEqual([
    ["message-1", "user", ""],
    ["m/assistant", "assistant", "S"],
  ]);
  expect(reading?.problems).toEqual([
    "name: expected text, got a number; left out",
    "messages[0]: expected an object, got a number; left out",
    "messages[1].content: expected text, got a list; left out",
  ]);
});

test.each([
  ["{", "not JSON: Unexpected end of JSON input at byte 1"],
  ["{}", "not an export of github.com/copilot: has neither threads nor messages"],
  ["[]", "not an export of github.com/copilot: has neither threads nor messages"],
  ["[1]", "not an export of github.com/copilot: has neither threads nor messages"],
])("a file that is %j fails with the reason, and the others are read", async (text, reason) => {
  using files = temporaryFiles();
  files.put("a.json", text);
  files.put("b.json", { ...thread("b"), messages: messages("b") });
  const { readings, failures } = await read(files, "a.json", "b.json", "missing.json");
  expect(failures).toEqual([`a.json: ${reason}`]);
  expect(readings.map(({ session }) => session.id)).toEqual(["b"]);
});

test("any JSON is read or refused, and keys stay unique", async () => {
  using files = temporaryFiles();
  const message = fc.record(
    {
      id: fc.constantFrom("a", "b", 1),
      role: fc.constantFrom("user", "assistant", null),
      content: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const content = fc.oneof(
    fc.jsonValue(),
    fc.record({ id: fc.jsonValue(), messages: fc.array(fc.oneof(message, fc.jsonValue())) }),
    fc.record({
      threads: fc.array(
        fc.oneof(fc.jsonValue(), fc.record({ id: fc.string(), messages: fc.jsonValue() })),
      ),
    }),
  );
  await fc.assert(
    fc.asyncProperty(content, async (value) => {
      files.put("t.json", JSON.stringify(value));
      const { readings, failures } = await read(files, "t.json");
      expect(readings.length + failures.length).toBeGreaterThan(0);
      for (const { session } of readings) {
        const keys = session.messages.map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
      }
    }),
    { numRuns: 300 },
  );
});
