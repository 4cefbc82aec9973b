import { type AddressInfo, connect } from "node:net";
import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkPath, ingestPath, pushedSession } from "../../ingest/protocol.ts";
import { sessionHash } from "../../ingest/pushed-hash.ts";
import { ingestBody, pushed } from "../../ingest/test-pushes.ts";
import { testIngest } from "../../ingest/testing.ts";
import { answer, chat, prompt } from "../../store/test-chats.ts";

const megabyte = 2 ** 20;

test.each([
  ["gzip", gzipSync],
  ["zstd", zstdCompressSync],
  ["GZIP ", gzipSync],
  ["identity", (text: string) => Buffer.from(text)],
] as const)("a body may come as %s", async (encoding, compress) => {
  const { post } = await testIngest();
  const body = compress(JSON.stringify(ingestBody([pushed()])));
  const answered = await post(ingestPath, body, "ada", { "content-encoding": encoding });
  expect([answered.statusCode, answered.json().sessions]).toEqual([
    200,
    [{ id: "vscode:chat-1", outcome: "added" }],
  ]);
});

test.each([
  ["no JSON", Buffer.from("{"), undefined, 400, "invalid_json"],
  ["nothing", Buffer.from(""), undefined, 400, "invalid_json"],
  ["bytes that are no text", Buffer.from([0x22, 0xff, 0x22]), undefined, 400, "invalid_json"],
  ["no gzip", Buffer.from("{}"), "gzip", 400, "invalid_encoding"],
  ["half of a gzip", gzipSync("{}").subarray(0, 12), "gzip", 400, "invalid_encoding"],
  ["no zstd", Buffer.from("{}"), "zstd", 400, "invalid_encoding"],
  ["an encoding that nobody knows", Buffer.from("{}"), "br", 415, "unsupported_encoding"],
  ["two encodings", Buffer.from("{}"), "gzip, zstd", 415, "unsupported_encoding"],
  ["brackets without end", Buffer.alloc(megabyte, "["), undefined, 400, "invalid_json"],
  ["lists in lists", nested(100_000), undefined, 400, "invalid_request"],
  ["no object", Buffer.from("[]"), undefined, 400, "invalid_request"],
  ["a poisoned prototype", Buffer.from('{"__proto__":{}}'), undefined, 400, "invalid_request"],
  ["more than 32 MB", Buffer.alloc(33 * megabyte, " "), undefined, 413, "body_too_large"],
] as const)("%s is refused", async (_, body, encoding, status, code) => {
  const { post, of, logLines } = await testIngest();
  const headers: Record<string, string> = encoding ? { "content-encoding": encoding } : {};
  const answered = await post(ingestPath, body, "ada", headers);
  expect([answered.statusCode, answered.json().error.code]).toEqual([status, code]);
  expect((await of("ada").store.counts()).sessions).toBe(0);
  expect(logLines.filter((line) => JSON.parse(line).level === "error")).toEqual([]);
});

function nested(depth: number): Buffer {
  return Buffer.from(`${"[".repeat(depth)}${"]".repeat(depth)}`);
}

test.each([
  ["gzip", Buffer.concat(Array(400).fill(gzipSync(Buffer.alloc(10 * megabyte))))],
  ["zstd", zstdCompressSync(Buffer.alloc(400 * megabyte))],
] as const)("a bomb in %s is refused before it is unpacked", async (encoding, bomb) => {
  const { post } = await testIngest();
  expect(bomb.length).toBeLessThan(8 * megabyte);
  const answered = await post(ingestPath, bomb, "ada", { "content-encoding": encoding });
  expect([answered.statusCode, answered.json().error]).toEqual([
    413,
    { code: "body_too_large", field: "body", message: "body: larger than 64 MB when decoded" },
  ]);
});

test.each([
  ["that says its length", () => Buffer.alloc(40 * megabyte, " ")],
  ["that never ends", () => ReadableStream.from(endlessly(Buffer.alloc(megabyte, " ")))],
] as const)("the sender of a body %s is told that it is too large", async (_, body) => {
  const { server, of } = await testIngest();
  const address = await server.listen({ host: "127.0.0.1", port: 0 });
  const headers = { authorization: "Bearer ada", "content-type": "application/json" };
  const request = { method: "POST", headers, body: body(), duplex: "half" };
  const answered = await fetch(`${address}${ingestPath}`, request as RequestInit);
  expect([answered.status, await answered.json()]).toEqual([
    413,
    { error: { code: "body_too_large", field: "body", message: "body: larger than 32 MB" } },
  ]);
  expect((await of("ada").store.counts()).sessions).toBe(0);
});

test("a sender that goes away in the middle leaves nothing behind, and may come again", async () => {
  const { server, ingest, of, logLines } = await testIngest();
  await server.listen({ host: "127.0.0.1", port: 0 });
  const { port } = server.server.address() as AddressInfo;
  for (const encoding of ["identity", "gzip"]) {
    const socket = connect(port, "127.0.0.1");
    socket.write(
      `POST ${ingestPath} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ada\r\n` +
        "Content-Type: application/json\r\nContent-Length: 1000\r\n" +
        `Content-Encoding: ${encoding}\r\n\r\n`,
    );
    socket.write(gzipSync("{}"));
    const tooSoon = async () => (await ingest(ingestBody([]))).statusCode;
    await expect.poll(tooSoon).toBe(429);
    socket.destroy();
    await expect.poll(tooSoon).toBe(200);
  }
  expect((await of("ada").store.counts()).sessions).toBe(0);
  expect(logLines.filter((line) => JSON.parse(line).level === "error")).toEqual([]);
});

test("a body that does not say that it is JSON is not read", async () => {
  const { server } = await testIngest();
  for (const type of [undefined, "text/plain", "application/x-www-form-urlencoded"]) {
    const headers = { authorization: "Bearer ada", ...(type && { "content-type": type }) };
    const payload = Buffer.from(JSON.stringify(ingestBody([pushed()])));
    const answered = await server.inject({ method: "POST", url: ingestPath, headers, payload });
    expect(answered.statusCode).toBe(415);
  }
});

/** For longer than a server should read it. */
async function* endlessly(chunk: Buffer) {
  for (let sent = 0; sent < 10_000; sent++) yield chunk;
  throw new Error("the server reads without end");
}

test("a hundred thousand tiny sessions are refused as one request", async () => {
  const { ingest, check } = await testIngest();
  const answered = await ingest(ingestBody(Array.from({ length: 100_000 }, () => ({}))));
  expect([answered.statusCode, answered.json().error.message]).toEqual([
    400,
    "sessions: longer than 1,000 items",
  ]);
  const tiny = Array.from({ length: 5_000 }, () => 0);
  expect((await check({ collector: "laptop", sessions: tiny })).statusCode).toBe(400);
});

test("a session of more than 20,000 messages is refused", async () => {
  const { ingest } = await testIngest();
  const messages = Array.from({ length: 20_001 }, (_, index) => prompt(`r${index}`, "?"));
  const answered = await ingest(ingestBody([pushed(chat({ messages }))]));
  expect(answered.json().sessions).toEqual([
    {
      id: "vscode:chat-1",
      outcome: "refused",
      problem: {
        field: "session.messages",
        message: "session.messages: longer than 20,000 items",
      },
    },
  ]);
});

test("a chat that speaks of prototypes is stored as it is", async () => {
  const { outcomes, of } = await testIngest();
  const raw = JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}}}');
  const message = { ...prompt("r1", "Why?"), parts: [{ kind: "data", text: undefined, raw }] };
  expect(await outcomes(ingestBody([pushed(chat({ messages: [message] }))]))).toEqual(["added"]);
  const stored = await of("ada").records.whole("vscode:chat-1");
  expect(JSON.stringify(stored?.messages[0]?.parts[0]?.raw)).toBe(JSON.stringify(raw));
  expect(Object.hasOwn(Object.prototype, "isAdmin")).toBe(false);
});

/** A body that everything is said in which a body can say. */
const fullBody = ingestBody(
  [
    pushed(
      chat({
        title: "Bread",
        workspace: { uri: "file:///w", name: "w", repository: "github.com/ada/w" },
        usage: [{ model: "gpt-5", requests: 1, promptTokens: 2, completionTokens: 3 }],
        messages: [
          { ...prompt("r1", "Why?", 1_000), intent: { command: "c", agent: "a", mode: "m" } },
          {
            ...answer("r1", "So.", 2_000),
            usage: { promptTokens: 1, completionTokens: 2 },
            parts: [{ kind: "data", text: "So.", raw: { a: [1, null, { b: "c" }] } }],
            toolCalls: [
              { id: "c", tool: "t", summary: "s", input: "{}", output: "o", outcome: "ok" },
            ],
          },
        ],
      }),
      {
        paths: ["/home/ada/a.json", "C:\\transcripts\\b.jsonl"],
        findings: [{ messageKey: "r1/user", rule: "github-token", hash: "aa", count: 1 }],
      },
    ),
  ],
  { visibility: "team" },
);

const odd = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: "binary" }),
  fc.double({ noNaN: true }),
  fc.constantFrom("\0", "\ud800", "", -1, 1e300, 8.64e15, null, [], {}, "__proto__", "team"),
);

test("any JSON is answered, and with no fault of the server", async () => {
  const { post, logLines } = await testIngest();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(checkPath, ingestPath), fc.jsonValue(), async (url, body) => {
      expect((await post(url, JSON.stringify(body))).statusCode).toBe(400);
    }),
    { numRuns: 300 },
  );
  expect(logLines.filter((line) => JSON.parse(line).level === "error")).toEqual([]);
});

test("a body with anything odd anywhere is stored or refused, and with no fault of the server", async () => {
  const { post, logLines } = await testIngest();
  const places = placesIn(fullBody);
  expect(places.length).toBeGreaterThan(60);
  let stored = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...places), fc.option(odd)), {
        minLength: 1,
        maxLength: 3,
      }),
      async (changes) => {
        const body = structuredClone(fullBody);
        for (const [place, value] of changes) change(body, place, value);
        for (const item of Array.isArray(body.sessions) ? body.sessions : []) withHash(item);
        const answered = await post(ingestPath, JSON.stringify(body));
        expect([200, 400]).toContain(answered.statusCode);
        if (answered.statusCode !== 200) return;
        for (const { outcome, problem } of answered.json().sessions) {
          if (outcome !== "refused") stored += 1;
          expect(problem?.message ?? "").not.toContain("could not be stored");
        }
      },
    ),
    { numRuns: 400 },
  );
  expect(stored).toBeGreaterThan(20);
  expect(logLines.filter((line) => JSON.parse(line).level === "error")).toEqual([]);
});

type Place = (string | number)[];

function placesIn(value: unknown, place: Place = []): Place[] {
  const within = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const below = within.flatMap(([key, inner]) => placesIn(inner, [...place, key]));
  return place.length === 0 ? below : [place, ...below];
}

/** `null` takes the place away. */
function change(body: unknown, place: Place, value: unknown): void {
  let parent = body;
  for (const key of place.slice(0, -1)) parent = (parent as Record<string, unknown>)?.[key];
  const key = place.at(-1) ?? "";
  if (typeof parent !== "object" || parent === null) return;
  if (value === null) Reflect.deleteProperty(parent, key);
  else Reflect.set(parent, key, value);
}

/** So that what the schema lets through gets to the database. */
function withHash(item: unknown): void {
  const reading = pushedSession.safeParse({ ...Object(item), contentHash: "0".repeat(64) });
  if (reading.success)
    Object.assign(Object(item), { contentHash: sessionHash(reading.data.session) });
}
