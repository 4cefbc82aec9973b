import pc from "picocolors";
import { expect, test } from "vitest";
import { emptyReport, type ImportReport } from "../import/report.ts";
import { copyLines, introLines, reportLines } from "./import-text.ts";

const plain = pc.createColors(false);
const embedder = { description: "By parts of words.", isLocal: true };
const report = (facts: Partial<ImportReport>): ImportReport => ({ ...emptyReport(), ...facts });

test("large numbers are grouped and long times are in minutes", () => {
  const facts = {
    filesRead: 1204,
    filesUnchanged: 1096,
    sessionsAdded: 1204,
    messagesAdded: 48_211,
    durationMs: 125_400,
  };
  expect(reportLines(report(facts), plain)).toEqual([
    "Imported 1,204 sessions, 48,211 messages in 2 min 5 s (1,204 new, 1,096 files as before).",
  ]);
});

test("an import that was stopped says what is stored", () => {
  const counts = { filesRead: 3, sessionsAdded: 2, sessionsUpdated: 1, messagesAdded: 9 };
  const facts = { ...counts, interrupted: true };
  expect(reportLines(report(facts), plain)).toEqual([
    "Stopped. 3 sessions, 9 messages are stored; the next import goes on from there.",
  ]);
});

test("a new scan that finds nothing says so, and no copy is named", () => {
  const rescan = { toScan: 3, scanned: 3, redacted: 0 };
  expect(reportLines(report({ rescan }), plain)[1]).toBe(
    "Looked for secrets by the rules of today in 3 stored sessions: found none.",
  );
  expect(copyLines(rescan, ["/data/chats.db.before-x"])).toEqual([]);
  expect(copyLines(null, ["/data/chats.db.before-x"])).toEqual([]);
});

test("a session that is still being written is told apart from a broken one", () => {
  const facts = { filesRead: 1, sessionsAdded: 1, messagesAdded: 1, tornFiles: ["/x/a.jsonl"] };
  expect(reportLines(report(facts), plain)).toEqual([
    "Imported 1 session, 1 message in 0 ms (1 new).",
    "The end of 1 session is still being written; the next import reads it.",
  ]);
});

test("a long list of failures ends after ten", () => {
  const failures = Array.from({ length: 1011 }, (_, index) => ({
    path: `/home/ada/User/workspaceStorage/w/chatSessions/${index}.json`,
    problem: "empty",
  }));
  const lines = reportLines(report({ failures }), plain);
  expect(lines.slice(1, 3)).toEqual([
    "1,011 files could not be read:",
    "  …/chatSessions/0.json: empty",
  ]);
  expect(lines.at(-1)).toBe("  and 1,001 more (--json lists all)");
  expect(lines).toHaveLength(13);
});

test("what a file holds cannot steer the terminal", () => {
  const failures = [{ path: "/x/chatSessions/\u001b[2J.json", problem: "not JSON: \u0007\r\nbad" }];
  const partlyRead = [{ path: "/x/y/a.json", problems: ["requests[0]: \u009b31m"] }];
  const problems = ["/x/\u001b: cannot be listed"];
  expect(reportLines(report({ failures, partlyRead, problems }), plain).slice(1)).toEqual([
    "1 file could not be read:",
    "  …/chatSessions/ [2J.json: not JSON:    bad",
    "Passed over in what was read:",
    "  …/y/a.json: requests[0]:  31m",
    "Other problems:",
    "  /x/ : cannot be listed",
  ]);
  const folder = {
    path: "/x/\u001b",
    source: "vscode",
    files: 1,
    sessions: 1,
    sizeBytes: 1,
  } as const;
  expect(
    introLines([folder], { place: { databasePath: "/d/chats.db" }, embedder }, undefined)[1],
  ).toBe("  /x/    1 session of VS Code");
});

test("of a file with many problems the first is shown", () => {
  const partlyRead = [
    {
      path: "/x/y/a.jsonl",
      problems: ["line 2: not JSON", "line 3: not JSON", "line 9: not JSON"],
    },
    { path: "/x/y/b.jsonl", problems: ["line 1: not JSON"] },
  ];
  expect(reportLines(report({ partlyRead }), plain).slice(1)).toEqual([
    "Passed over in what was read:",
    "  …/y/a.jsonl: line 2: not JSON (and 2 more)",
    "  …/y/b.jsonl: line 1: not JSON",
  ]);
});

test("folders stand with their products, and exports are not counted as sessions", () => {
  const folders = [
    { source: "vscode", path: "/ada/User", files: 1500, sessions: 1204, sizeBytes: 1 },
    { source: "copilot-cli", path: "/ada/.copilot", files: 1, sessions: 1, sizeBytes: 1 },
    { source: "github", path: "/t.json", files: 1, sessions: 1, sizeBytes: 1 },
  ] as const;
  const place = { databaseServer: "db:5432, database chats" };
  expect(introLines([...folders], { place, embedder }, "Note.")).toEqual([
    "Note.",
    "Reading chats from",
    "  /ada/User       1,204 sessions of VS Code",
    "  /ada/.copilot   1 session of Copilot CLI",
    "  /t.json         1 export of github.com",
    "They are stored in PostgreSQL at db:5432, database chats. They go nowhere else.",
    "By parts of words.",
  ]);
  const remote = { ...embedder, isLocal: false };
  const elsewhere = introLines([...folders], { place, embedder: remote }, undefined);
  expect(elsewhere.at(-2)).toBe("They are stored in PostgreSQL at db:5432, database chats.");
});
