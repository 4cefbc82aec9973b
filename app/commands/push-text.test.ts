import pc from "picocolors";
import { expect, test } from "vitest";
import { emptyReport, type PushReport } from "../push/report.ts";
import { pushProgressText, waitText } from "./push-progress.ts";
import { introLines, pushedLines } from "./push-text.ts";

const plain = pc.createColors(false);
const lines = (facts: Partial<PushReport>) => pushedLines({ ...emptyReport(), ...facts }, plain);
const target = new URL("https://chats.example.com/");

test("a person is told what would go where, and who will see it", () => {
  const states = [{ source: "vscode" }, { source: "copilot-cli" }, { source: "vscode" }] as const;
  const intro = { states: [...states], target, visibility: "team" as const, isDryRun: true };
  expect(introLines(intro)).toEqual([
    "Sending to https://chats.example.com/ what it does not have of",
    "  2 sessions of VS Code",
    "  1 session of Copilot CLI",
    "Their text and the paths of their files leave this machine, without the secrets that were " +
      "found in them. There everybody of the team sees them.",
    "Dry run: nobody was asked and nothing was sent.",
  ]);
  expect(introLines({ ...intro, visibility: "private", isDryRun: false }).at(-1)).toContain(
    "There nobody but you sees them.",
  );
  expect(introLines({ ...intro, states: [], visibility: null })).toEqual([
    "There are no chats to send; import them first: npm run chats -- import",
  ]);
});

test("a push that is over says what it sent", () => {
  expect(
    lines({
      added: 1_200,
      updated: 1,
      known: 3,
      unchanged: 1,
      bytesSent: 2.5e6,
      durationMs: 3_400,
    }),
  ).toEqual(["Sent 1,201 sessions, 2.5 MB in 3.4 s (1,200 new, 1 updated, 4 there already)."]);
  expect(lines({ added: 1, bytesSent: 1_001, durationMs: 20 })).toEqual([
    "Sent 1 session, 2 kB in 20 ms (1 new).",
  ]);
  expect(lines({ known: 12, durationMs: 20 })).toEqual([
    "Nothing new: 12 sessions there already, asked in 20 ms.",
  ]);
});

test("a push that came to no end says why, and that the next one goes on", () => {
  expect(lines({ added: 2, bytesSent: 10, stoppedBy: "it is\u001b[31m away" })).toEqual([
    "Sent 2 sessions, 1 kB in 0 ms (2 new).",
    "Gave up: it is [31m away",
    "The next push goes on from there.",
  ]);
  expect(lines({ interrupted: true })).toEqual([
    "Stopped. Nothing was sent.",
    "The next push goes on from there.",
  ]);
});

test("what did not go is listed with its reason, and a long list ends after ten", () => {
  const refused = Array.from({ length: 12 }, (_, index) => ({
    session: `vscode:${index}`,
    problem: "too\nlong",
  }));
  const told = lines({ refused, secretsRedacted: 1_000 });
  expect(told.slice(0, 4)).toEqual([
    "Nothing was sent.",
    "Secrets that only the server knew and took out: 1,000.",
    "12 sessions did not go:",
    "  vscode:0: too long",
  ]);
  expect(told.at(-1)).toBe("  and 2 more (--json lists all)");
  expect(told).toHaveLength(14);
});

test("progress says sessions, bytes and the time that is left", () => {
  const report = emptyReport();
  const progress = { stage: "sending" as const, done: 1_000, toDo: 4_000, report };
  expect(pushProgressText(progress, 12.3e6, 10_000)).toBe(
    "Sending 1,000 of 4,000 sessions, 12 MB sent, about 30.0 s left",
  );
  expect(pushProgressText({ ...progress, stage: "asking" }, 0, 10_000)).toBe(
    "Asking the server what it has, 1,000 of 4,000 sessions",
  );
  expect(waitText("it is away", 1_500)).toBe("it is away; trying again in 1.5 s");
});
