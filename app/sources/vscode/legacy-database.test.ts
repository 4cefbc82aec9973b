import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readAll, temporaryFiles } from "../testing.ts";
import { vscodeSource } from "./source.ts";

const chat = (id: string, ...questions: string[]) => ({
  sessionId: id,
  creationDate: 1_700_000_000_000,
  requesterUsername: "ada",
  responderUsername: "GitHub Copilot",
  requests: questions.map((message) => ({ message, response: [{ value: `On ${message}` }] })),
});

function sourceOf(files: { path: string }) {
  return readAll(vscodeSource({ userFolders: [files.path] }), files.path);
}

describe("a state.vscdb", () => {
  const at = "workspaceStorage/w1/state.vscdb";

  test.each([
    ["a list", [chat("a", "One", "Two"), chat("b", "Three")]],
    ["an object by identifier", { a: chat("a", "One", "Two"), b: chat("b", "Three") }],
  ])("gives its chats, kept as %s, with their workspace", async (_, chats) => {
    using files = temporaryFiles();
    files.putState(at, { "interactive.sessions": JSON.stringify(chats), other: "{}" }).close();
    files.put("workspaceStorage/w1/workspace.json", { folder: "file:///gone/shop" });
    const { paths, readings, failures, listingProblems } = await sourceOf(files);
    expect({ paths, failures, listingProblems }).toEqual({
      paths: [at],
      failures: [],
      listingProblems: [],
    });
    expect(
      readings.map(({ session, problems, torn }) => ({
        id: session.id,
        texts: session.messages.map((message) => message.text),
        workspace: session.workspace?.name,
        problems,
        torn,
      })),
    ).toEqual([
      {
        id: "a",
        texts: ["One", "On One", "Two", "On Two"],
        workspace: "shop",
        problems: [],
        torn: false,
      },
      { id: "b", texts: ["Three", "On Three"], workspace: "shop", problems: [], torn: false },
    ]);
  });

  test("may be of a window without folder, and its value bytes", async () => {
    using files = temporaryFiles();
    const value = Buffer.from(JSON.stringify([chat("e", "Hi")]));
    files.putState("globalStorage/state.vscdb", { "interactive.sessions": value }).close();
    const { readings } = await sourceOf(files);
    expect(readings.map(({ session }) => [session.id, session.workspace])).toEqual([
      ["e", undefined],
    ]);
  });

  test("is read while VS Code writes to it, and stays as it is", async () => {
    using files = temporaryFiles();
    const database = files.putState(at, {
      "interactive.sessions": JSON.stringify([chat("a", "Hi")]),
    });
    database.exec("BEGIN EXCLUSIVE; INSERT INTO ItemTable VALUES ('more', 'x')");
    const before = statSync(join(files.path, at)).mtimeMs;
    const { readings } = await sourceOf(files);
    expect(readings.map(({ session }) => session.id)).toEqual(["a"]);
    expect(statSync(join(files.path, at)).mtimeMs).toBe(before);
    database.exec("COMMIT");
    database.close();
    expect(readdirSync(join(files.path, "workspaceStorage/w1"))).toEqual(["state.vscdb"]);
  });

  test("is read with what is still in its write-ahead log", async () => {
    using files = temporaryFiles();
    const database = files.putState(at, {
      "interactive.sessions": JSON.stringify([chat("a", "Old")]),
    });
    database.pragma("journal_mode = WAL");
    const newer = JSON.stringify([chat("a", "New")]);
    database.prepare("INSERT INTO ItemTable VALUES ('interactive.sessions', ?)").run(newer);
    const { readings } = await sourceOf(files);
    database.close();
    expect(readings[0]?.session.messages[0]?.text).toBe("New");
  });

  test.each([
    ["without chats", { "workbench.panel": "{}" }],
    ["with an empty list of chats", { "interactive.sessions": "[]" }],
    ["that only mentions the key", { notes: "interactive.sessions was here" }],
  ])("%s is not listed", async (_, state) => {
    using files = temporaryFiles();
    files.putState(at, state).close();
    expect(await sourceOf(files)).toMatchObject({ paths: [], listingProblems: [] });
  });

  test("is passed over where VS Code has moved its chats into files", async () => {
    using files = temporaryFiles();
    files.putState(at, { "interactive.sessions": JSON.stringify([chat("a", "Hi")]) }).close();
    files.put("workspaceStorage/w1/chatSessions/a.json", chat("a", "Hi", "More"));
    expect((await sourceOf(files)).paths).toEqual(["workspaceStorage/w1/chatSessions/a.json"]);
  });

  test("that is broken is reported, and the rest is read", async () => {
    using files = temporaryFiles();
    files.put(at, `SQLite format 3\0${"interactive.sessions ".repeat(100)}`);
    files.put("workspaceStorage/w2/chatSessions/b.json", chat("b", "Hi"));
    const { readings, listingProblems } = await sourceOf(files);
    expect(readings.map(({ session }) => session.id)).toEqual(["b"]);
    expect(listingProblems).toEqual([
      `${join(files.path, at)}: cannot be read, got SQLITE_NOTADB; left out`,
    ]);
  });

  test("with a broken chat in it gives the others", async () => {
    using files = temporaryFiles();
    const chats = [chat("a", "Hi"), "oops", { no: "chat" }, chat("b", "Ho")];
    files.putState(at, { "interactive.sessions": JSON.stringify(chats) }).close();
    const { readings } = await sourceOf(files);
    expect(readings.map(({ session }) => session.id)).toEqual(["a", "b"]);
    expect(readings[0]?.problems).toEqual([
      "chat 1: not a chat session: expected an object, got a string",
      "chat 2: not a chat session: has neither requests nor a sessionId",
    ]);
  });

  test.each([
    ["123", "interactive.sessions: expected a list, got a number"],
    ['[{"sessionId":', "not JSON: Unexpected end of JSON input at byte 14"],
    ['["oops"]', "chat 0: not a chat session: expected an object, got a string"],
    ["[ ]", "holds no chats"],
  ])("whose chats are %j fails with the reason", async (value, reason) => {
    using files = temporaryFiles();
    files.putState(at, { "interactive.sessions": value }).close();
    expect((await sourceOf(files)).failures).toEqual([`${at}: ${reason}`]);
  });
});
