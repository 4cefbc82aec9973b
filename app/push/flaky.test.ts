import fc from "fast-check";
import { expect, test } from "vitest";
import { chatDump } from "../store/chat-readings.ts";
import { answer, chat, prompt } from "../store/test-chats.ts";
import { type Fate, machineWith, pushFrom, teamServer } from "./testing.ts";

const sessions = Array.from({ length: 12 }, (_, index) =>
  chat({
    id: `chat-${index}`,
    title: `Chat ${index}`,
    messages: [prompt("r1", `question ${index}`, index), answer("r1", `answer ${index}`, index)],
  }),
);

const fate = fc.constantFrom<Fate>(
  "pass",
  "slow",
  "cut",
  "cut-answer",
  "half-answer",
  { status: 429, headers: { "retry-after": "0" } },
  { status: 429, headers: { "retry-after": "Sat, 21 Nov 2026 12:00:00 GMT" } },
  { status: 502, body: "<html>" },
  { status: 503, body: '{"error":{"code":"busy","message":"Busy."}}' },
  { status: 504 },
);

test("whatever becomes of its requests, a push sends everything once", async () => {
  const settings = await machineWith(sessions);
  let undisturbed: unknown;
  await fc.assert(
    fc.asyncProperty(fc.array(fate, { maxLength: 20 }), async (fates) => {
      const { address, of } = await teamServer((index) => fates[index] ?? "pass");
      const options = { to: address, batchBytes: 1_500, json: true };
      const { exitCode, out } = await pushFrom(settings, options);
      expect(exitCode).toBe(0);
      const { report } = JSON.parse(out[0] ?? "");
      const { known, added, updated, unchanged } = report;
      expect([known + added + unchanged, updated]).toEqual([sessions.length, 0]);
      expect(report).toMatchObject({ refused: [], stoppedBy: null });
      const stored = await chatDump(of("ada"));
      expect(stored.chats).toHaveLength(sessions.length);
      undisturbed ??= stored;
      expect(stored).toEqual(undisturbed);
    }),
    { numRuns: 20, examples: [[[]]] },
  );
}, 120_000);
