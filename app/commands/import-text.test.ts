import pc from "picocolors";
import { expect, test } from "vitest";
import { emptyReport, type ImportReport } from "../import/report.ts";
import { progressText, reportLines } from "./import-text.ts";

const plain = pc.createColors(false);
const report = (facts: Partial<ImportReport>): ImportReport => ({ ...emptyReport(), ...facts });

test("large numbers are grouped and long times are in minutes", () => {
  const facts = {
    filesRead: 1300,
    sessionsAdded: 1204,
    messagesAdded: 48_211,
    durationMs: 125_400,
  };
  expect(reportLines(report(facts), false, plain)).toEqual([
    "Imported 1,204 sessions, 48,211 messages in 2 min 5 s (1,204 new, 96 unchanged).",
  ]);
});

test("an import that was stopped says what is stored", () => {
  const facts = { filesRead: 3, sessionsAdded: 2, sessionsUpdated: 1, messagesAdded: 9 };
  expect(reportLines(report(facts), true, plain)).toEqual([
    "Stopped. 3 sessions, 9 messages are stored; the next import goes on from there.",
  ]);
});

test("a session that is still being written is told apart from a broken one", () => {
  const facts = { filesRead: 1, sessionsAdded: 1, messagesAdded: 1, tornFiles: ["/x/a.jsonl"] };
  expect(reportLines(report(facts), false, plain)).toEqual([
    "Imported 1 session, 1 message in 0 ms (1 new).",
    "The end of 1 session is still being written; the next import reads it.",
  ]);
});

test("a long list of failures ends after ten", () => {
  const failures = Array.from({ length: 1011 }, (_, index) => ({
    path: `/home/ada/User/workspaceStorage/w/chatSessions/${index}.json`,
    problem: "empty",
  }));
  const lines = reportLines(report({ failures }), false, plain);
  expect(lines.slice(1, 3)).toEqual([
    "1,011 files could not be read:",
    "  …/chatSessions/0.json: empty",
  ]);
  expect(lines.at(-1)).toBe("  and 1,001 more (--json lists all)");
  expect(lines).toHaveLength(13);
});

test("what a file holds cannot steer the terminal", () => {
  const failures = [{ path: "/x/chatSessions/\u001b[2J.json", problem: "not JSON: \u0007\r\nbad" }];
  const problems = ["/x/a.json: requests[0]: \u009b31m"];
  expect(reportLines(report({ failures, problems }), false, plain).slice(1)).toEqual([
    "1 file could not be read:",
    "  …/chatSessions/ [2J.json: not JSON:    bad",
    "Passed over in what was read:",
    "  /x/a.json: requests[0]:  31m",
  ]);
});

test("progress tells the stage", () => {
  const facts = report({ filesSeen: 120, messagesAdded: 2310, messagesEmbedded: 1 });
  expect(progressText({ stage: "reading", report: facts }, 410)).toBe(
    "Reading 120 of 410 files, 2,310 messages",
  );
  expect(progressText({ stage: "embedding", report: facts }, 410)).toBe(
    "Preparing the search, 1 message",
  );
});
