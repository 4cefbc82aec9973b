import { execFile } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chats-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const fileBytes = 100 * 2 ** 20;
const callsPerSession = 500;
/** Not only ASCII, which V8 keeps in one byte a character. */
const output = "the größe of it, said the tool; ".repeat(fileBytes / callsPerSession / 32);

const request = (index: number) => ({
  requestId: `r${index}`,
  message: { text: `What is in file ${index}?` },
  response: [
    { kind: "toolInvocationSerialized", toolId: "read", toolCallId: `c${index}`, isComplete: true },
    { value: `It is file ${index}.` },
  ],
  result: {
    metadata: {
      toolCallRounds: [{ toolCalls: [{ id: `c${index}`, name: "read", arguments: "{}" }] }],
      toolCallResults: { [`c${index}`]: { content: [{ value: `${index} ${output}` }] } },
    },
  },
});

function* logLines() {
  yield '{"kind":0,"v":{"version":3,"sessionId":"large","creationDate":1,"requests":[]}}\n';
  for (let index = 0; index < callsPerSession; index++) {
    yield `${JSON.stringify({ kind: 2, k: ["requests"], v: [request(index)] })}\n`;
  }
}

function* wholeFile() {
  yield '{"version":3,"sessionId":"large","creationDate":1,"requests":[';
  for (let index = 0; index < callsPerSession; index++) {
    yield `${index === 0 ? "" : ","}${JSON.stringify(request(index))}`;
  }
  yield "]}";
}

it.each([
  ["jsonl", logLines],
  ["json", wholeFile],
] as const)(
  "a session of 100 MB in .%s is imported with 1 GB of memory at most",
  async (format, pieces) => {
    const chats = join(folder, "chatSessions");
    mkdirSync(chats);
    const path = join(chats, `large.${format}`);
    await pipeline(Readable.from(pieces()), createWriteStream(path));
    expect(statSync(path).size).toBeGreaterThan(fileBytes);

    const { report, peakBytes } = await importMeasured();
    expect(report).toMatchObject({
      sessionsAdded: 1,
      messagesAdded: 2 * callsPerSession,
      failures: [],
      partlyRead: [],
      problems: [],
    });
    expect(peakBytes).toBeLessThan(1e9);
  },
  120_000,
);

/** Imports by the command line, in a process whose heap is limited. */
async function importMeasured() {
  const tellPeak =
    'process.on("exit",()=>process.stderr.write("\\npeak "+process.resourceUsage().maxRSS))';
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [
      "--max-old-space-size=600",
      "--import",
      `data:text/javascript,${tellPeak}`,
      fileURLToPath(new URL("../main.ts", import.meta.url)),
      "import",
      "--from",
      folder,
      "--json",
    ],
    { env: { HOME: folder, CHATS_DATA_DIRECTORY: join(folder, "data") } },
  );
  const peakKibibytes = Number(/\npeak (\d+)$/.exec(stderr)?.[1]);
  return { report: JSON.parse(stdout).report, peakBytes: peakKibibytes * 1_024 };
}
