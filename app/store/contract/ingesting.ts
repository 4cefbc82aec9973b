import { hash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ingestSessions } from "../../ingest/ingest.ts";
import { pushedHash, sessionHash } from "../../ingest/pushed-hash.ts";
import { ingestBody, ingestPlaceOf, pushed } from "../../ingest/test-pushes.ts";
import type { Session } from "../../sources/model.ts";
import { chatDump } from "../chat-readings.ts";
import type { OpenedStore } from "../open.ts";
import { answer, chat, message, prompt, readState, sourceFile } from "../test-chats.ts";
import type { Subject } from "./subject.ts";

export function ingestingContract(subject: Subject): void {
  describe("ingesting", () => {
    it("tells without messages whether a session has changed", async () => {
      const usage = [
        { model: "o3", requests: 2 },
        { model: "gpt-5", promptTokens: 1 },
      ];
      const workspace = { uri: "file:///w", name: "w", repository: "github.com/ada/w" };
      const raw = { "10": [1, null], "2": { b: "c", a: {} } };
      const part = { kind: "data", text: undefined, raw };
      await subject.save(chat({ id: "1", title: " Bread ", workspace, usage }));
      await subject.save(chat({ id: "2", messages: [message({ parts: [part] })] }));
      await subject.save(
        chat({ id: "2", messages: [prompt("r0", "First", 900), answer("r0", "So", 950)] }),
        sourceFile({ path: "/chats/b.json", modifiedAtMs: 1 }),
      );
      const sanitation = { rulesVersion: "7", findings: [] };
      await subject.store.saveSession(chat(), sourceFile(), readState(sourceFile()), sanitation);

      const states = await subject.records.states();
      expect(states.map(({ id, rulesVersion }) => [id, rulesVersion])).toEqual([
        ["1", undefined],
        ["2", undefined],
        ["chat-1", "7"],
      ]);
      expect(states[0]).toMatchObject({ source: "vscode", workspace, updatedAt: 1_000 });
      for (const state of states) {
        const whole = await subject.records.whole(`${state.source}:${state.id}`);
        expect(whole && sessionHash(JSON.parse(JSON.stringify(whole)))).toBe(pushedHash(state));
      }
    });

    it("knows what was accepted from which collector, and what is there", async () => {
      const { ingests } = subject;
      const names = ["1", "2", "3"].map((id) => ({ source: "vscode" as const, id }));
      const accepted = { source: "vscode" as const, id: "1", sizeBytes: 5, visibility: undefined };
      await subject.save(chat({ id: "1" }));
      await subject.save(chat({ id: "2" }));
      const first = { ...accepted, contentHash: "aa", paths: ["collector://laptop/a"] };
      expect(await ingests.accept("laptop", first)).toBe(false);
      expect(await ingests.accept("laptop", { ...first, contentHash: "bb" })).toBe(false);
      expect(await ingests.accept("laptop", { ...first, id: "3", paths: [] })).toBe(false);
      expect(await ingests.known("laptop", names)).toEqual(
        new Map([
          ["vscode:1", { contentHash: "bb", visibility: "private" }],
          ["vscode:2", { contentHash: undefined, visibility: "private" }],
          ["vscode:3", { contentHash: "aa", visibility: undefined }],
        ]),
      );
      expect(await ingests.known("desktop", names.slice(0, 1))).toEqual(
        new Map([["vscode:1", { contentHash: undefined, visibility: "private" }]]),
      );
      expect(await ingests.accept("laptop", { ...first, visibility: "team" })).toBe(true);
      expect(await ingests.accept("laptop", { ...first, visibility: "team" })).toBe(false);
      expect((await ingests.known("laptop", names)).get("vscode:1")?.visibility).toBe("team");
      expect(await subject.records.pathsOf("vscode:1")).toEqual([
        sourceFile().path,
        "collector://laptop/a",
      ]);
      expect(await subject.records.pathsOf("vscode:3")).toEqual([]);
    });

    it("counts what came and what is stored", async () => {
      const { ingests } = subject;
      expect(await ingests.use("2026-11-21")).toEqual({
        sessions: 0,
        storedBytes: 0,
        dayBytes: 0,
      });
      await subject.save(chat({ id: "1" }));
      const session = { source: "vscode" as const, id: "1", contentHash: "aa", paths: [] };
      const size = { ...session, sizeBytes: 2 ** 40, visibility: undefined };
      await ingests.accept("laptop", size);
      await ingests.accept("desktop", { ...size, sizeBytes: 3 });
      await ingests.accept("laptop", { ...size, id: "gone" });
      await ingests.addBytes("2026-11-21", 2 ** 40);
      await ingests.addBytes("2026-11-21", 5);
      const stored = { sessions: 1, storedBytes: 2 ** 40 + 3 };
      expect(await ingests.use("2026-11-21")).toEqual({ ...stored, dayBytes: 2 ** 40 + 5 });
      await ingests.addBytes("2026-11-22", 7);
      expect(await ingests.use("2026-11-21")).toEqual({ ...stored, dayBytes: 0 });
      expect(await ingests.use("2026-11-22")).toEqual({ ...stored, dayBytes: 7 });
    });

    it("takes names as long as a request may hold them", async () => {
      const id = noise(500);
      const session = chat({
        id,
        title: noise(10_000),
        workspace: { uri: noise(2_000), name: noise(1_000), repository: noise(1_000) },
        usage: [{ model: noise(200), requests: Number.MAX_SAFE_INTEGER }],
        createdAt: 0,
        updatedAt: Date.UTC(2100, 0) - 1,
        messages: [
          {
            ...message({ key: noise(2_000), text: noise(100_000), model: noise(200) }),
            usage: { promptTokens: Number.MAX_SAFE_INTEGER, completionTokens: 0 },
            intent: { command: noise(200), agent: noise(200), mode: noise(200) },
            toolCalls: [
              {
                id: noise(1_000),
                tool: noise(200),
                summary: noise(10_000),
                input: noise(10_000),
                output: noise(10_000),
                outcome: "ok",
              },
            ],
          },
        ],
      });
      const messageKey = session.messages[0]?.key;
      const findings = Array.from({ length: 20_000 }, () => ({
        messageKey,
        rule: "github-token",
        hash: "aa",
        count: 100_000,
      }));
      const paths = Array.from({ length: 1_000 }, (_, index) => noise(1_500 - index));
      const collector = noise(64).toLowerCase();
      const body = ingestBody([pushed(session, { paths, findings })], { collector });
      const answered = await ingestSessions(body, ingestPlaceOf(subject), () => {});
      expect(answered.sessions).toEqual([{ id: `vscode:${id}`, outcome: "added" }]);
      expect(await subject.records.whole(`vscode:${id}`)).toEqual(session);
      expect(await subject.records.pathsOf(`vscode:${id}`)).toHaveLength(1_000);
      expect(await subject.records.findings(`vscode:${id}`)).toMatchObject([{ count: 2e9 }]);
    });

    it("makes the same of what two collectors send, in whatever order they do", async () => {
      await fc.assert(
        fc.asyncProperty(twoCollectors, async ({ laptop, desktop, order }) => {
          const ordered = await dumpAfter(subject.open, [
            ...laptop.map((session) => ({ collector: "laptop", session })),
            ...desktop.map((session) => ({ collector: "desktop", session })),
          ]);
          const left = { laptop: [...laptop], desktop: [...desktop] };
          const mixed = order.flatMap((collector) => {
            const session = left[collector].shift();
            return session === undefined ? [] : { collector, session };
          });
          expect(await dumpAfter(subject.open, mixed)).toEqual(ordered);
        }),
        { numRuns: 25 },
      );
    }, 60_000);

    it("takes the turns of a collector's transcript for those of the session's own file", async () => {
      const turn = (name: string, at: number) => [
        prompt(name, "continue", at),
        answer(name, "done", at + 1),
      ];
      const send = (session: Session, paths: string[]) =>
        ingestSessions(ingestBody([pushed(session, { paths })]), ingestPlaceOf(subject), () => {});
      await send(chat({ messages: turn("event-1", 2_000) }), ["C:\\ada\\transcripts\\1.jsonl"]);
      const own = chat({ messages: turn("request_1", 2_000) });
      await send(own, ["C:\\ada\\chatSessions\\1.json", "C:\\ada\\transcripts\\1.jsonl"]);
      const stored = await subject.records.whole("vscode:chat-1");
      expect(stored?.messages.map(({ key }) => key)).toEqual([
        "request_1/user",
        "request_1/assistant",
      ]);
      expect(await subject.records.pathsOf("vscode:chat-1")).toEqual([
        "collector://laptop/C:/ada/chatSessions/1.json",
        "collector://laptop/C:/ada/transcripts/1.jsonl",
      ]);
    });
  });
}

/** Text that cannot be compressed, so that an index has to hold all of it. */
function noise(length: number): string {
  let text = "";
  for (let round = 0; text.length < length; round++) {
    text += hash("sha512", `${length} ${round}`, "base64url").replaceAll(/[-_]/g, "x");
  }
  return text.slice(0, length);
}

const sentSession: fc.Arbitrary<Session> = fc
  .record({
    updatedAt: fc.integer({ min: 10, max: 12 }),
    title: fc.option(fc.constantFrom("alpha", "beta"), { nil: undefined }),
    folder: fc.option(fc.constantFrom("one", "two"), { nil: undefined }),
    turns: fc.uniqueArray(fc.record({ turn: fc.nat(3), text: fc.constantFrom("draft", "final") }), {
      selector: ({ turn }) => turn,
      minLength: 1,
    }),
  })
  .map(({ updatedAt, title, folder, turns }) =>
    chat({
      title,
      updatedAt,
      createdAt: 1,
      workspace: folder && { uri: `file:///${folder}`, name: folder },
      messages: turns.map(({ turn, text }) => prompt(`r${turn}`, text, turn + 1)),
    }),
  );

/** What a collector sends never goes back in time. */
const sentSessions = fc
  .array(sentSession, { maxLength: 4 })
  .map((sessions) => sessions.toSorted((one, other) => one.updatedAt - other.updatedAt));

const twoCollectors = fc
  .record({ laptop: sentSessions, desktop: sentSessions })
  .chain(({ laptop, desktop }) => {
    const turns = [
      ...laptop.map(() => "laptop" as const),
      ...desktop.map(() => "desktop" as const),
    ];
    const all = { minLength: turns.length, maxLength: turns.length };
    return fc.record({
      laptop: fc.constant(laptop),
      desktop: fc.constant(desktop),
      order: fc.shuffledSubarray(turns, all),
    });
  });

async function dumpAfter(
  open: () => Promise<OpenedStore>,
  sent: { collector: string; session: Session }[],
) {
  const opened = await open();
  try {
    for (const { collector, session } of sent) {
      const body = ingestBody([pushed(session)], { collector });
      await ingestSessions(body, ingestPlaceOf(opened), () => {});
    }
    return await chatDump(opened);
  } finally {
    await opened.store.close();
  }
}
