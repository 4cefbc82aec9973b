import fc from "fast-check";
import { expect, test } from "vitest";
import { eventLog } from "./events/testing.ts";
import { sourcesAt } from "./sources.ts";
import { readAll, temporaryFiles } from "./testing.ts";

/** A good file of every format with a name for its path, to be damaged. */
const request = { requestId: "r1", message: "Good question", response: [{ value: "Good answer" }] };
const session = { version: 3, sessionId: "s", creationDate: 1, requests: [request, request] };
const events = eventLog().start("s").user("Good question").assistant("Good answer").lines;
const lines = (values: object[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");
const formats = {
  "vscode/workspaceStorage/w/chatSessions/x.json": JSON.stringify(session),
  "vscode/workspaceStorage/w/chatSessions/y.jsonl": lines([
    { kind: 0, v: session },
    { kind: 2, k: ["requests"], v: [request] },
  ]),
  "vscode/workspaceStorage/w/GitHub.copilot-chat/transcripts/z.jsonl": lines(events),
  "cli/session-state/x/events.jsonl": lines(events),
  "cli/session-state/x/workspace.yaml": "name: 'Good'\nsummary: \"x\"\n",
  "github/threads.json": JSON.stringify([
    { id: "t", messages: [{ id: "m", role: "user", content: "Hi" }] },
  ]),
};

const neighbours = {
  "vscode/workspaceStorage/w/chatSessions/good.json": JSON.stringify({
    ...session,
    sessionId: "good",
  }),
  "cli/session-state/good/events.jsonl": lines(events),
  "github/good.json": JSON.stringify({ id: "good", messages: [] }),
};

/** Ways a file is damaged: cut, overwritten, doubled, swapped, in another encoding. */
const damage = fc.array(
  fc.record({
    kind: fc.constantFrom("cut", "overwrite", "insert", "repeat", "zero", "utf16"),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    bytes: fc.uint8Array({ maxLength: 8 }),
  }),
  { minLength: 1, maxLength: 3 },
);

type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

function damaged(text: string, steps: Damage): Buffer {
  return steps.reduce((bytes, { kind, at, bytes: more }) => {
    const index = Math.floor(bytes.length * at);
    const [before, after] = [bytes.subarray(0, index), bytes.subarray(index)];
    switch (kind) {
      case "cut":
        return before;
      case "overwrite":
        return Buffer.concat([before, more, after.subarray(more.length)]);
      case "insert":
        return Buffer.concat([before, more, after]);
      case "repeat":
        return Buffer.concat([bytes, after]);
      case "zero":
        return Buffer.concat([before, Buffer.alloc(after.length)]);
      default:
        return Buffer.from(`\ufeff${bytes}`, "utf16le");
    }
  }, Buffer.from(text));
}

test("damaged files of any format are read or refused, and their neighbours are read", async () => {
  using files = temporaryFiles();
  for (const [name, text] of Object.entries(neighbours)) files.put(name, text);
  const folders = ["vscode", "cli", "github"].map((name) => `${files.path}/${name}`);
  await fc.assert(
    fc.asyncProperty(fc.array(damage, { minLength: 6, maxLength: 6 }), async (damages) => {
      for (const [index, [name, text]] of Object.entries(formats).entries()) {
        files.put(name, damaged(text, damages[index] ?? []));
      }
      const ids: string[] = [];
      for (const source of sourcesAt(folders)) {
        const { readings, listingProblems } = await readAll(source, files.path);
        expect(listingProblems).toEqual([]);
        for (const { session, problems } of readings) {
          ids.push(`${source.kind} ${session.id}`);
          expect(problems.length).toBeLessThanOrEqual(210);
          expect(Number.isSafeInteger(session.createdAt)).toBe(true);
          expect(session.updatedAt).toBeGreaterThanOrEqual(session.createdAt);
          const keys = session.messages.map(({ key }) => key);
          expect(new Set(keys).size).toBe(keys.length);
        }
      }
      expect(ids).toEqual(expect.arrayContaining(["vscode good", "github good"]));
      expect(ids.filter((id) => id.startsWith("copilot-cli")).length).toBeGreaterThan(0);
    }),
    { numRuns: 120 },
  );
});
