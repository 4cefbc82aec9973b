import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Replay, replayLog } from "./mutation-log.ts";

const session = { title: "A", requests: [{ id: 1, response: ["a", "b", "c"] }] };
const initial = { kind: 0, v: session };

async function replayText(text: string): Promise<Replay> {
  return replayLog(Readable.from([Buffer.from(text)]));
}

/** One entry per line; text stands for a line that is no entry. */
async function replay(...entries: (object | string)[]): Promise<Replay> {
  const lines = entries.map((entry) => (typeof entry === "string" ? entry : JSON.stringify(entry)));
  return replayText(lines.map((line) => `${line}\n`).join(""));
}

test("kind 0 holds the whole state", async () => {
  expect(await replay(initial)).toEqual({
    state: session,
    problems: [],
    torn: false,
    isPartial: false,
  });
});

test("kind 1 sets a value at a path, new or not", async () => {
  const { state, problems } = await replay(
    initial,
    { kind: 1, k: ["title"], v: "B" },
    { kind: 1, k: ["requests", 0, "result"], v: { ok: true } },
    { kind: 1, k: ["requests", 0, "response", 1], v: null },
    { kind: 1, k: ["requests", 1], v: { id: 2 } },
  );
  expect(state).toEqual({
    title: "B",
    requests: [{ id: 1, response: ["a", null, "c"], result: { ok: true } }, { id: 2 }],
  });
  expect(problems).toEqual([]);
});

test("kind 2 appends", async () => {
  const { state } = await replay(initial, {
    kind: 2,
    k: ["requests", 0, "response"],
    v: ["d", "e"],
  });
  expect(state).toEqual({ ...session, requests: [{ id: 1, response: ["a", "b", "c", "d", "e"] }] });
});

test("kind 2 with an index truncates first, then appends", async () => {
  const { state } = await replay(initial, {
    kind: 2,
    k: ["requests", 0, "response"],
    v: ["x"],
    i: 1,
  });
  expect(state).toEqual({ ...session, requests: [{ id: 1, response: ["a", "x"] }] });
});

test("kind 2 with an index and no values only truncates", async () => {
  const { state } = await replay(initial, { kind: 2, k: ["requests"], i: 0 });
  expect(state).toEqual({ title: "A", requests: [] });
});

test("kind 2 makes the list that is not there yet", async () => {
  const { state, problems } = await replay(initial, { kind: 2, k: ["tags"], v: ["new"], i: 0 });
  expect(state).toEqual({ ...session, tags: ["new"] });
  expect(problems).toEqual([]);
});

test("kind 3 deletes; in a list the place stays", async () => {
  const { state, problems } = await replay(
    initial,
    { kind: 3, k: ["title"] },
    { kind: 3, k: ["requests", 0, "response", 0] },
    { kind: 3, k: ["nothing", "there"] },
    { kind: 3, k: ["requests", 7] },
  );
  expect(state).toStrictEqual({ requests: [{ id: 1, response: [undefined, "b", "c"] }] });
  expect(problems).toEqual([]);
});

test("a set without a value deletes, because JSON has no undefined", async () => {
  expect((await replay(initial, { kind: 1, k: ["title"] })).state).toStrictEqual({
    requests: session.requests,
  });
});

test("a compacted log starts over with another kind 0", async () => {
  const { state } = await replay(
    initial,
    { kind: 1, k: ["title"], v: "B" },
    { kind: 0, v: { requests: [] } },
    { kind: 1, k: ["title"], v: "C" },
  );
  expect(state).toEqual({ title: "C", requests: [] });
});

test("a torn last line is told and leaves the state before it", async () => {
  const whole = `${JSON.stringify(initial)}\n`;
  expect(await replayText(`${whole}{"kind":1,"k":["title"],"v":"B`)).toEqual({
    state: session,
    problems: [],
    torn: true,
    isPartial: false,
  });
});

test("a last line that was written whole counts without its line feed", async () => {
  const text = `${JSON.stringify(initial)}\n{"kind":1,"k":["title"],"v":"B"}`;
  const { state, torn } = await replayText(text);
  expect(state?.title).toBe("B");
  expect(torn).toBe(false);
});

test("a malformed line in the middle is named, and the rest is read", async () => {
  expect(await replay(initial, '{"kind":1,"k":["ti', { kind: 1, k: ["title"], v: "B" })).toEqual({
    state: { ...session, title: "B" },
    problems: ["line 2: not JSON: Unexpected end of JSON input at byte 18"],
    torn: false,
    isPartial: false,
  });
});

test("blank lines and Windows line ends are no problem", async () => {
  const text = `\r\n${JSON.stringify(initial)}\r\n\n{"kind":1,"k":["title"],"v":"B"}\r\n`;
  expect(await replayText(text)).toEqual({
    state: { ...session, title: "B" },
    problems: [],
    torn: false,
    isPartial: false,
  });
});

test.each<[string, object | string, string]>([
  ["no object", "[1]", "not an entry, got a list; expected an object"],
  ["an unknown kind", { kind: 4, k: ["a"] }, "kind: expected 0, 1, 2 or 3, got 4"],
  ["no kind", { k: ["a"] }, "kind: expected 0, 1, 2 or 3, got nothing"],
  ["a state that is no object", { kind: 0, v: [] }, "kind 0: expected a whole object, got a list"],
  ["no path", { kind: 1, v: 1 }, "path: expected a list, got nothing"],
  ["an empty path", { kind: 1, k: [], v: 1 }, "path: empty; a whole object is a line of kind 0"],
  ["a path of odd things", { kind: 3, k: [{}] }, "path: expected names and indexes, got an object"],
  [
    "a parent that is not there",
    { kind: 1, k: ["requests", 4, "title"], v: 1 },
    "requests/4: nothing to set a value in, got nothing",
  ],
  [
    "a parent that holds nothing",
    { kind: 1, k: ["title", "length"], v: 1 },
    "title: nothing to set a value in, got a string",
  ],
  [
    "an index with a hole before it",
    { kind: 1, k: ["requests", 2], v: 1 },
    "index: expected 0 to 1, the length of the list, got 2",
  ],
  [
    "an absurd index",
    { kind: 1, k: ["requests", 4294967294], v: 1 },
    "index: expected 0 to 1, the length of the list, got 4294967294",
  ],
  [
    "a name in a list",
    { kind: 1, k: ["requests", "length"], v: 0 },
    "index: expected 0 to 1, the length of the list, got a string",
  ],
  [
    "an absurd truncation",
    { kind: 2, k: ["requests"], v: [1], i: 4294967295 },
    "truncation: expected 0 to 1, the length of the list, got 4294967295",
  ],
  [
    "a negative truncation",
    { kind: 2, k: ["requests"], i: -1 },
    "truncation: expected 0 to 1, the length of the list, got -1",
  ],
  [
    "a push to text",
    { kind: 2, k: ["title"], v: ["x"] },
    "title: expected a list to push to, got a string",
  ],
  [
    "a push to an object",
    { kind: 2, k: ["requests", 0], v: ["x"] },
    "requests/0: expected a list to push to, got an object",
  ],
  [
    "a push of no list",
    { kind: 2, k: ["requests"], v: "x" },
    "kind 2: expected a list, got a string",
  ],
  [
    "a push below nothing",
    { kind: 2, k: ["a", "b"], v: ["x"] },
    "a: nothing to set a value in, got nothing",
  ],
])("an entry with %s is refused and changes nothing", async (_, entry, problem) => {
  expect(await replay(initial, entry, { kind: 1, k: ["after"], v: true })).toEqual({
    state: { ...session, after: true },
    problems: [`line 2: ${problem}`],
    torn: false,
    isPartial: false,
  });
});

test.each(["__proto__", "constructor", "prototype"])(
  "a path through %s is refused, at its end and on the way",
  async (step) => {
    const { state, problems } = await replay(
      initial,
      { kind: 1, k: [step], v: { polluted: true } },
      { kind: 1, k: [step, "polluted"], v: true },
      { kind: 1, k: ["requests", 0, step, "polluted"], v: true },
      { kind: 2, k: [step, "polluted"], v: [true] },
      { kind: 3, k: [step, "toString"] },
    );
    expect(state).toStrictEqual(session);
    expect(problems).toEqual(
      [2, 3, 4, 5, 6].map((line) => `line ${line}: path: ${step} is refused`),
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(typeof {}.toString).toBe("function");
  },
);

test("an inherited name is no part of the state", async () => {
  const { problems } = await replay(initial, { kind: 1, k: ["toString", "name"], v: "x" });
  expect(problems).toEqual(["line 2: toString: nothing to set a value in, got nothing"]);
});

test("entries before the first whole object are refused", async () => {
  expect(await replay({ kind: 1, k: ["title"], v: "B" }, initial)).toEqual({
    state: session,
    problems: ["line 1: kind 1: comes before any line of kind 0"],
    torn: false,
    isPartial: false,
  });
});

test("a push of more values than a call takes arguments is read", async () => {
  const many = Array.from({ length: 200_000 }, (_, index) => index);
  const { state } = await replay({ kind: 0, v: { list: [] } }, { kind: 2, k: ["list"], v: many });
  expect(state).toEqual({ list: many });
});

test("thousands of bad lines give a bounded report", async () => {
  const { problems } = await replay(initial, ...Array.from({ length: 5_000 }, () => "{"));
  expect(problems).toHaveLength(101);
  expect(problems.at(-1)).toBe("4900 more of this kind");
});

describe("a broken line", () => {
  const asked = (id: number) => ({ kind: 2, k: ["requests"], v: [{ id }] });
  const answered = (index: number, text: string) => ({
    kind: 2,
    k: ["requests", index, "response"],
    v: [text],
  });

  test("that asked leaves its place, and all later answers find theirs", async () => {
    const { state, problems } = await replay(
      { kind: 0, v: { requests: [] } },
      asked(0),
      '{"kind":2,"k":["requests"],"v":[{"id"',
      answered(1, "to the lost one"),
      asked(2),
      answered(2, "to the third"),
    );
    expect(state).toEqual({
      requests: [
        { id: 0 },
        { response: ["to the lost one"] },
        { id: 2, response: ["to the third"] },
      ],
    });
    expect(problems).toEqual(["line 3: not JSON: Unexpected end of JSON input at byte 37"]);
  });

  test("that held everything costs only what no other line says", async () => {
    const { state, isPartial } = await replay(
      '{"kind":0,"v":{"sessionId":"s","requ',
      asked(7),
      answered(7, "late"),
      { kind: 1, k: ["customTitle"], v: "T" },
    );
    expect(isPartial).toBe(true);
    expect(state?.customTitle).toBe("T");
    const requests = Array.isArray(state?.requests) ? state.requests : [];
    expect(requests.filter((request) => request !== null)).toEqual([
      { id: 7 },
      { response: ["late"] },
    ]);
  });

  test("that held everything gives the requests that are whole in it", async () => {
    const whole = { requestId: "r1", message: "Hi", response: [] };
    const line = JSON.stringify({ kind: 0, v: { sessionId: "s", requests: [whole, whole] } });
    const replayed = await replay(`${line.slice(0, -20)}\0`, answered(0, "more"), asked(2));
    expect(replayed).toMatchObject({
      state: { sessionId: "s", requests: [{ ...whole, response: ["more"] }, null, { id: 2 }] },
      isPartial: true,
    });
  });

  test("with a whole one behind it costs only itself", async () => {
    const cut = '{"kind":1,"k":["title"],"v":"never fin';
    const { state, problems } = await replay(initial, `${cut}${JSON.stringify(asked(2))}`);
    expect(state).toEqual({ ...session, requests: [...session.requests, { id: 2 }] });
    expect(problems).toHaveLength(1);
  });

  test("makes room for far less than would fill the memory", async () => {
    const { state, problems } = await replay(
      initial,
      "{",
      { kind: 1, k: ["requests", 4_000_000_000], v: 1 },
      { kind: 1, k: ["requests", 9_000], v: 1 },
      { kind: 1, k: ["requests", 19_000], v: 1 },
    );
    expect(state?.requests).toHaveLength(9_001);
    expect(problems.slice(1)).toEqual([
      "line 3: index: expected 0 to 1, the length of the list, got 4000000000",
      "line 5: index: expected 0 to 9001, the length of the list, got 19000",
    ]);
  });

  test("is forgotten with the next whole object", async () => {
    const { problems } = await replay(initial, "{", initial, answered(3, "x"));
    expect(problems.at(-1)).toBe("line 4: requests/3: nothing to set a value in, got nothing");
  });

  test("never costs a request or an answer of another line", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.nat(),
        fc.nat(),
        async (count, pick, cut) => {
          const lines = Array.from({ length: count }, (_, index) => [
            JSON.stringify(asked(index)),
            JSON.stringify(answered(index, `answer ${index}`)),
          ]).flat();
          const broken = pick % lines.length;
          const kept = lines.filter((_, index) => index !== broken);
          lines[broken] = lines[broken]?.slice(0, 1 + (cut % 20)) ?? "";
          const { state } = await replay({ kind: 0, v: { requests: [] } }, ...lines);
          const found = JSON.stringify(state);
          for (const line of kept) {
            const { v } = JSON.parse(line);
            expect(found).toContain(typeof v[0] === "string" ? v[0] : `"id":${v[0].id}`);
          }
        },
      ),
    );
  });
});

test("bytes that are no UTF-8 are replaced and told", async () => {
  const line = Buffer.from('{"kind":0,"v":{"title":"a?b"}}\n');
  line[line.indexOf("?")] = 0xff;
  expect(await replayLog(Readable.from([line]))).toMatchObject({
    state: { title: "a\ufffdb" },
    problems: ["line 1: not UTF-8; U+FFFD stands for the broken bytes"],
  });
});

test("any bytes at all end in a report", async () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
    fc
      .constantFrom('{"kind":', "0", ',"v":{"requests":[', "\n", "{", '"', "]}", ',"k":["requests"')
      .map((text) => Buffer.from(text)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece), async (pieces) => {
      const { problems } = await replayLog(Readable.from(pieces));
      expect(problems.length).toBeLessThanOrEqual(101);
    }),
    { numRuns: 1_000 },
  );
});
