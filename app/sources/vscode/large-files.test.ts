import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lineLimitBytes } from "../json-lines.ts";
import { replayLog } from "./mutation-log.ts";
import { vscodeSource } from "./source.ts";

const mebibyte = 2 ** 20;
const paragraph = "Größe, ok. ".repeat(mebibyte / 13);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "large-files-"));
});
afterAll(() => rm(folder, { recursive: true }));

const request = (index: number) => ({
  requestId: `r${index}`,
  message: "Tell me more.",
  response: [{ value: `${index} ${paragraph}` }],
});

async function readFile(name: string) {
  const { size, mtimeMs, ino } = await stat(join(folder, name));
  expect(size).toBeGreaterThan(100 * mebibyte);
  const file = {
    path: join(folder, name),
    root: folder,
    sizeBytes: size,
    modifiedAtMs: mtimeMs,
    inode: String(ino),
  };
  const [reading] = await vscodeSource({ userFolders: [folder] }).read(file);
  if (reading === undefined) throw new Error("nothing read");
  return reading;
}

test("a log of 100 MiB is read", { timeout: 30_000 }, async () => {
  function* lines() {
    yield '{"kind":0,"v":{"version":3,"sessionId":"large","creationDate":1,"requests":[]}}\n';
    for (let index = 0; index < 101; index += 1) {
      yield `${JSON.stringify({ kind: 2, k: ["requests"], v: [request(index)] })}\n`;
    }
    yield '{"kind":1,"k":["customTitle"],"v":"Large"}\n{"kind":';
  }
  await pipeline(Readable.from(lines()), createWriteStream(join(folder, "large.jsonl")));
  const { session, problems, torn } = await readFile("large.jsonl");
  expect(session.title).toBe("Large");
  expect(session.messages).toHaveLength(202);
  expect(session.messages.at(-1)?.text).toBe(`100 ${paragraph}`.trim());
  expect({ problems, torn }).toEqual({ problems: [], torn: true });
});

test("a .json of 100 MiB is read", { timeout: 30_000 }, async () => {
  const requests = Array.from({ length: 101 }, (_, index) => request(index));
  await writeFile(
    join(folder, "large.json"),
    JSON.stringify({ version: 3, sessionId: "large", creationDate: 1, requests }),
  );
  const { session, problems } = await readFile("large.json");
  expect(session.messages).toHaveLength(202);
  expect(session.messages.at(-1)?.text).toBe(`100 ${paragraph}`.trim());
  expect(problems).toEqual([]);
});

test("a line beyond the limit is refused with size and limit, and the rest is read", async () => {
  const chunk = Buffer.alloc(mebibyte, "x");
  function* chunks() {
    yield Buffer.from('{"kind":0,"v":{"requests":[]}}\n');
    for (let sent = 0; sent <= lineLimitBytes; sent += mebibyte) yield chunk;
    yield Buffer.from('\n{"kind":1,"k":["customTitle"],"v":"After"}\n');
  }
  expect(await replayLog(Readable.from(chunks()))).toEqual({
    state: { requests: [], customTitle: "After" },
    problems: ["line 2: too large, got 135266304 bytes; the limit is 134217728"],
    torn: false,
    isPartial: false,
  });
});
