import { symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { eventLog } from "../events/testing.ts";
import { readAll, temporaryFiles } from "../testing.ts";
import { copilotCliRoots } from "./folders.ts";
import { copilotCliSource } from "./source.ts";

const log = (id: string, question = "Why?") =>
  eventLog().start(id).user(question).assistant("Because.");

function readFolder(files: { path: string }, folder = ".") {
  return readAll(copilotCliSource({ folders: [join(files.path, folder)] }), files.path);
}

/** The database of all sessions, as version 3 of its schema has them. */
function putStore(path: string, summaries: Record<string, string | null>) {
  const database = new Database(path);
  database.exec(
    "CREATE TABLE sessions (id TEXT PRIMARY KEY, cwd TEXT, repository TEXT, host_type TEXT, branch TEXT, " +
      "summary TEXT, agent_name TEXT, created_at TEXT, updated_at TEXT)",
  );
  const insert = database.prepare("INSERT INTO sessions (id, summary) VALUES (?, ?)");
  for (const [id, summary] of Object.entries(summaries)) insert.run(id, summary);
  return database;
}

describe("the listing", () => {
  test.each([
    ["the data folder", ".copilot", ["b/events.jsonl", "a.jsonl"]],
    ["the folder of the sessions", ".copilot/session-state", ["b/events.jsonl", "a.jsonl"]],
    ["the folder of one session", ".copilot/session-state/b", ["b/events.jsonl"]],
    ["a copy of it elsewhere", "copy", ["../../copy/events.jsonl"]],
  ])("takes %s, and nothing else in it", async (_, folder, expected) => {
    using files = temporaryFiles();
    files.put(".copilot/session-state/a.jsonl", log("a").lines);
    files.put(".copilot/session-state/b/events.jsonl", log("b").lines);
    files.put(".copilot/session-state/b/plan.md", "# Plan");
    files.put(".copilot/session-state/b/files/c/events.jsonl", log("c").lines);
    files.put(".copilot/config.json", { token: "secret" });
    files.put(".copilot/command-history.jsonl", []);
    files.put("copy/events.jsonl", log("d").lines);
    const { paths, failures, listingProblems } = await readFolder(files, folder);
    expect({ failures, listingProblems }).toEqual({ failures: [], listingProblems: [] });
    expect(paths).toEqual(expected.map((path) => join(".copilot/session-state", path)));
  });

  test("follows no links", async () => {
    using files = temporaryFiles();
    files.put("session-state/a/events.jsonl", log("a").lines);
    symlinkSync(files.path, join(files.path, "session-state/loop"));
    symlinkSync(join(files.path, "session-state/a"), join(files.path, "session-state/b"));
    expect((await readFolder(files)).paths).toEqual(["session-state/a/events.jsonl"]);
  });

  test("has the roots that exist", () => {
    using files = temporaryFiles();
    files.put("a/x", "");
    const folders = ["b", "a", "a/../a"].map((name) => join(files.path, name));
    expect(copilotCliSource({ folders }).roots).toEqual([join(files.path, "a")]);
  });
});

test("a session is read with its folder, repository and usage", async () => {
  using files = temporaryFiles();
  const events = eventLog()
    .start("s1", {
      selectedModel: "gpt-5",
      context: {
        cwd: "/home/ada/shop",
        repository: "ada/shop",
        repositoryHost: "GitHub.com",
        branch: "main",
      },
    })
    .user("Why?", { agentMode: "interactive" })
    .assistant("Because.", { outputTokens: 7 })
    .add("session.shutdown", {
      shutdownType: "routine",
      modelMetrics: {
        "gpt-5": {
          requests: { count: 2, cost: 1 },
          usage: { inputTokens: 900, outputTokens: 7, cacheReadTokens: 1 },
        },
        odd: { requests: { count: -1 }, usage: 5 },
      },
    });
  files.put("session-state/s1/events.jsonl", events.lines);
  const { readings } = await readFolder(files);
  expect(readings).toMatchObject([
    {
      session: {
        source: "copilot-cli",
        id: "s1",
        title: undefined,
        workspace: {
          uri: "file:///home/ada/shop",
          name: "shop",
          repository: "github.com/ada/shop",
        },
        createdAt: events.timeOf(0),
        updatedAt: events.timeOf(3),
        usage: [
          { model: "gpt-5", requests: 2, promptTokens: 900, completionTokens: 7 },
          { model: "odd" },
        ],
        messages: [
          { key: "event-1/user", text: "Why?", intent: { mode: "interactive" } },
          {
            key: "event-1/assistant",
            text: "Because.",
            model: "gpt-5",
            usage: { completionTokens: 7 },
          },
        ],
      },
      problems: [],
      torn: false,
    },
  ]);
});

test("the repository of a folder is looked up where the log names none", async () => {
  using files = temporaryFiles();
  files.put("shop/.git/config", '[remote "origin"]\n\turl = git@github.com:ada/shop.git\n');
  const context = { cwd: join(files.path, "shop") };
  files.put("session-state/s1/events.jsonl", eventLog().start("s1", { context }).user("Hi").lines);
  expect((await readFolder(files)).readings[0]?.session.workspace?.repository).toBe(
    "github.com/ada/shop",
  );
});

describe("the title", () => {
  async function titles(files: ReturnType<typeof temporaryFiles>) {
    const { readings, listingProblems } = await readFolder(files);
    return { titles: readings.map(({ session }) => session.title), listingProblems };
  }

  test("is the name, else the summary of the database, else that beside the session", async () => {
    using files = temporaryFiles();
    for (const id of ["a", "b", "c", "d"])
      files.put(`session-state/${id}/events.jsonl`, log(id).lines);
    putStore(join(files.path, "session-store.db"), {
      a: "Summary A",
      b: " Summary B ",
      c: null,
    }).close();
    files.put("session-state/a/workspace.yaml", 'id: a\nname: "The \\"A\\""\nsummary: Old\n');
    files.put("session-state/b/workspace.yaml", "name: |\n  more\nsummary: Old\n");
    files.put("session-state/c/workspace.yaml", "summary: 'It''s C'\nsummary_count: 2\n");
    expect(await titles(files)).toEqual({
      titles: ['The "A"', "Summary B", "It's C", undefined],
      listingProblems: [],
    });
  });

  test("is found while the command is running", async () => {
    using files = temporaryFiles();
    files.put("session-state/a/events.jsonl", log("a").lines);
    const database = putStore(join(files.path, "session-store.db"), {});
    database.pragma("journal_mode = WAL");
    database.prepare("INSERT INTO sessions (id, summary) VALUES ('a', 'Just now')").run();
    expect((await titles(files)).titles).toEqual(["Just now"]);
    database.close();
  });

  test("is missing where the database is of no use, and that is told once", async () => {
    using files = temporaryFiles();
    for (const id of ["a", "b"]) files.put(`session-state/${id}/events.jsonl`, log(id).lines);
    files.put(
      "session-store.db",
      "no database at all, but long enough to look like something".repeat(20),
    );
    expect(await titles(files)).toEqual({
      titles: [undefined, undefined],
      listingProblems: [
        `${join(files.path, "session-store.db")}: cannot be read, got SQLITE_NOTADB; sessions have no titles from it`,
      ],
    });
  });
});

describe("a log", () => {
  test("without a start has the identifier of its folder or file, and the time of its first event", async () => {
    using files = temporaryFiles();
    const lines = log("x").lines.slice(1);
    files.put("session-state/a/events.jsonl", lines);
    files.put("session-state/b.jsonl", lines);
    const { readings } = await readFolder(files);
    expect(readings.map(({ session }) => [session.id, session.createdAt])).toEqual([
      ["a", log("x").timeOf(1)],
      ["b", log("x").timeOf(1)],
    ]);
  });

  test("without any time is as old as its file", async () => {
    using files = temporaryFiles();
    const path = files.put("session-state/a/events.jsonl", [
      { type: "user.message", data: { content: "Hi" } },
    ]);
    utimesSync(path, 5_000, 5_000);
    const { session } = (await readFolder(files)).readings[0] ?? {};
    expect([session?.createdAt, session?.updatedAt]).toEqual([5_000_000, 5_000_000]);
  });

  test("with a broken line and a cut-off end keeps all the rest", async () => {
    using files = temporaryFiles();
    const text = log("a")
      .user("And?")
      .assistant("That is all.")
      .lines.map((line) => JSON.stringify(line));
    text[2] = (text[2] ?? "").slice(0, 40);
    files.put("session-state/a/events.jsonl", `${text.join("\n").slice(0, -5)}`);
    const [reading] = (await readFolder(files)).readings;
    expect(reading).toMatchObject({
      torn: true,
      problems: ["line 3: not JSON: Unexpected end of JSON input at byte 40"],
    });
    expect(reading?.session.messages.map(({ text: words }) => words)).toEqual(["Why?", "And?"]);
  });

  test.each(["utf8", "utf16le"] as const)("in %s with a mark is read", async (encoding) => {
    using files = temporaryFiles();
    const text = log("a", "Größe?")
      .lines.map((line) => `${JSON.stringify(line)}\r\n`)
      .join("");
    files.put("session-state/a/events.jsonl", Buffer.from(`\ufeff${text}`, encoding));
    const [reading] = (await readFolder(files)).readings;
    expect(reading?.session.messages[0]?.text).toBe("Größe?");
    expect(reading?.problems).toEqual([]);
  });

  test("of nothing fails with the reason, and the others are read", async () => {
    using files = temporaryFiles();
    files.put("session-state/a/events.jsonl", "");
    files.put("session-state/b/events.jsonl", "oops\n");
    files.put("session-state/c/events.jsonl", log("c").lines);
    const { readings, failures } = await readFolder(files);
    expect(readings.map(({ session }) => session.id)).toEqual(["c"]);
    expect(failures).toEqual([
      "session-state/a/events.jsonl: not a chat session: has neither a start nor messages",
      "session-state/b/events.jsonl: line 1: not JSON: Unexpected token 'o'",
    ]);
  });
});

test.each([
  ["Linux", { environment: {} }, ["/home/ada/.copilot"]],
  [
    "overrides first",
    { environment: { COPILOT_HOME: "/data/copilot", XDG_STATE_HOME: "/data/state" } },
    ["/data/copilot", "/data/state/.copilot", "/home/ada/.copilot"],
  ],
  [
    "WSL",
    { environment: { WSL_DISTRO_NAME: "Ubuntu" }, folderNames: () => ["Public", "ada"] },
    ["/home/ada/.copilot", "/mnt/c/Users/ada/.copilot"],
  ],
])("the folders on %s", (_, machine, expected) => {
  expect(copilotCliRoots({ platform: "linux", home: "/home/ada", ...machine })).toEqual(expected);
});
