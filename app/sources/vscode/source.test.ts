import { chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Reading, SourceFile } from "../model.ts";
import { readAll } from "../testing.ts";
import { vscodeSource } from "./source.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vscode-source-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Writes a file below the folder, with the folders above it. */
async function put(path: string, content: object | string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  const isPlain = typeof content === "string" || Buffer.isBuffer(content);
  const text = isPlain ? content : JSON.stringify(content);
  await writeFile(join(folder, path), text);
}

const session = (id: string) => ({ version: 3, sessionId: id, creationDate: 1, requests: [] });
const log = (id: string) => `${JSON.stringify({ kind: 0, v: session(id) })}\n`;

async function list(
  root = ".",
): Promise<{ files: SourceFile[]; paths: string[]; problems: string[] }> {
  const files: SourceFile[] = [];
  const problems: string[] = [];
  const source = vscodeSource({ userFolders: [join(folder, root)] });
  for await (const file of source.list((problem) => problems.push(problem))) files.push(file);
  const paths = files.map((file) => relative(folder, file.path).replaceAll("\\", "/"));
  return { files, paths, problems };
}

async function readOnly(): Promise<Reading> {
  const { files } = await list();
  const [file] = files;
  if (file === undefined || files.length > 1) throw new Error(`${files.length} files`);
  const [reading, ...others] = await vscodeSource({ userFolders: [folder] }).read(file);
  if (reading === undefined || others.length > 0) throw new Error("not one reading");
  return reading;
}

describe("the listing", () => {
  test("finds the sessions of every layout in a fixed order, and nothing else", async () => {
    await put("User/settings.json", "{ // not JSON\n}");
    await put("User/workspaceStorage/b/chatSessions/2.jsonl", log("2"));
    await put("User/workspaceStorage/b/chatSessions/10.json", session("10"));
    await put("User/workspaceStorage/b/chatSessions/notes.txt", "");
    await put("User/workspaceStorage/b/chatSessions/deeper/3.json", session("3"));
    await put("User/workspaceStorage/b/workspace.json", "{}");
    await put("User/workspaceStorage/b/state.json", "{}");
    await put("User/workspaceStorage/a/chatSessions/1.json", session("1"));
    await put("User/workspaceStorage/c/other/1.json", session("1"));
    await put("User/globalStorage/emptyWindowChatSessions/e.jsonl", log("e"));
    await put("User/globalStorage/chatSessions/b/g.jsonl", log("g"));
    await put("User/globalStorage/storage.json", "{}");
    await put("User/profiles/p/globalStorage/chatSessions/b/h.jsonl", log("h"));
    await put("User/profiles/p/globalStorage/emptyWindowChatSessions/i.json", session("i"));
    await put("User/globalStorage/transferredChatSessions/t.json", session("t"));
    await put("User/workspaceStorage/b/GitHub.copilot-chat/transcripts/2.jsonl", "");
    await put("User/workspaceStorage/b/GitHub.copilot-chat/debug-logs/2/main.jsonl", "");
    await put("User/workspaceStorage/no-workspace/chatSessions/n.json", session("n"));
    const expected = [
      "User/workspaceStorage/a/chatSessions/1.json",
      "User/workspaceStorage/b/chatSessions/10.json",
      "User/workspaceStorage/b/chatSessions/2.jsonl",
      "User/workspaceStorage/no-workspace/chatSessions/n.json",
      "User/globalStorage/emptyWindowChatSessions/e.jsonl",
      "User/globalStorage/transferredChatSessions/t.json",
      "User/globalStorage/chatSessions/b/g.jsonl",
      "User/profiles/p/globalStorage/emptyWindowChatSessions/i.json",
      "User/profiles/p/globalStorage/chatSessions/b/h.jsonl",
      "User/workspaceStorage/b/GitHub.copilot-chat/transcripts/2.jsonl",
    ];
    expect(await list("User")).toMatchObject({ paths: expected, problems: [] });
    expect(await list(".")).toMatchObject({ paths: expected, problems: [] });
  });

  test("tells path, root, size, time and inode", async () => {
    await put("workspaceStorage/a/chatSessions/1.json", session("1"));
    const { files } = await list();
    expect(files).toEqual([
      {
        path: join(folder, "workspaceStorage/a/chatSessions/1.json"),
        root: folder,
        sizeBytes: JSON.stringify(session("1")).length,
        modifiedAtMs: expect.closeTo(Date.now(), -5),
        inode: expect.stringMatching(/^\d+$/),
      },
    ]);
    expect(Number.isInteger(files[0]?.modifiedAtMs)).toBe(true);
  });

  test.each([
    ["a workspaceStorage folder", "w", ["w/a/chatSessions/1.json", "w/b/chatSessions/2.json"]],
    ["one folder of it", "w/a", ["w/a/chatSessions/1.json"]],
    ["a chatSessions folder", "w/b/chatSessions", ["w/b/chatSessions/2.json"]],
    ["a folder with loose sessions", "loose", ["loose/3.json"]],
    ["an empty folder", "empty", []],
  ])("takes %s", async (_, root, expected) => {
    await put("w/a/chatSessions/1.json", session("1"));
    await put("w/a/workspace.json", "{}");
    await put("w/b/chatSessions/2.json", session("2"));
    await put("loose/3.json", session("3"));
    await mkdir(join(folder, "empty"));
    expect(await list(root)).toMatchObject({ paths: expected, problems: [] });
  });

  test("never takes the settings of a VS Code without chats for sessions", async () => {
    await put("User/settings.json", "{}");
    await put("User/globalStorage/storage.json", "{}");
    expect(await list("User")).toMatchObject({ paths: [], problems: [] });
  });

  test("prefers the log when a session has both files", async () => {
    await put("workspaceStorage/a/chatSessions/1.json", session("old"));
    await put("workspaceStorage/a/chatSessions/1.jsonl", log("new"));
    expect((await list()).paths).toEqual(["workspaceStorage/a/chatSessions/1.jsonl"]);
  });

  test("follows no links", async () => {
    await put("elsewhere/chatSessions/1.json", session("1"));
    await put("User/workspaceStorage/a/chatSessions/2.json", session("2"));
    await symlink(join(folder, "elsewhere"), join(folder, "User/workspaceStorage/linked"));
    await symlink(join(folder, "User"), join(folder, "User/workspaceStorage/a/loop"));
    await symlink(
      join(folder, "elsewhere/chatSessions/1.json"),
      join(folder, "User/workspaceStorage/a/chatSessions/linked.json"),
    );
    expect((await list("User")).paths).toEqual(["User/workspaceStorage/a/chatSessions/2.json"]);
  });

  test("follows the link that the person named", async () => {
    await put("real/workspaceStorage/a/chatSessions/1.json", session("1"));
    await symlink(join(folder, "real"), join(folder, "named"));
    expect((await list("named")).paths).toEqual(["named/workspaceStorage/a/chatSessions/1.json"]);
  });

  // The superuser can list every folder, so there is nothing to see.
  test("reports an unreadable folder and goes on", async ({ skip }) => {
    skip(process.getuid?.() === 0, "root may read every folder");
    await put("workspaceStorage/a/chatSessions/1.json", session("1"));
    await put("workspaceStorage/b/chatSessions/2.json", session("2"));
    await chmod(join(folder, "workspaceStorage/a"), 0);
    const { paths, problems } = await list();
    await chmod(join(folder, "workspaceStorage/a"), 0o700);
    expect(paths).toEqual(["workspaceStorage/b/chatSessions/2.json"]);
    expect(problems).toEqual([
      `${join(folder, "workspaceStorage/a")}: cannot be listed, got EACCES; its sessions are left out`,
    ]);
  });
});

test("roots are the folders that exist, once each, in the order given", async () => {
  await put("b/x.json", "{}");
  await mkdir(join(folder, "a"));
  const userFolders = ["b", "missing", "a", "b/../b", "b/x.json"].map((name) => join(folder, name));
  expect(vscodeSource({ userFolders }).roots).toEqual([join(folder, "b"), join(folder, "a")]);
});

test("a root that is gone by the time of the listing is reported once, and the next one is read", async () => {
  await put("a/1.json", session("1"));
  await put("b/2.json", session("2"));
  const source = vscodeSource({ userFolders: [join(folder, "a"), join(folder, "b")] });
  await rm(join(folder, "a"), { recursive: true });
  const problems: string[] = [];
  const paths: string[] = [];
  for await (const file of source.list((problem) => problems.push(problem))) paths.push(file.path);
  expect(paths).toEqual([join(folder, "b/2.json")]);
  expect(problems).toEqual([
    `${join(folder, "a")}: cannot be listed, got ENOENT; its sessions are left out`,
  ]);
});

describe("the workspace", () => {
  const at = "workspaceStorage/a/chatSessions/1.json";

  test.each([
    [
      { folder: "file:///home/ada/my%20shop" },
      { uri: "file:///home/ada/my%20shop", name: "my shop" },
    ],
    [
      { workspace: "file:///home/ada/shop.code-workspace" },
      { uri: "file:///home/ada/shop.code-workspace", name: "shop.code-workspace" },
    ],
  ])("is told by %j", async (content, workspace) => {
    await put(at, session("1"));
    await put("workspaceStorage/a/workspace.json", content);
    const { session: read, problems } = await readOnly();
    expect(read.workspace).toEqual(workspace);
    expect(problems).toEqual([]);
  });

  test("may be missing", async () => {
    await put(at, session("1"));
    expect(await readOnly()).toMatchObject({ session: { workspace: undefined }, problems: [] });
  });

  test.each([
    ['{"folder":', "workspace.json: not JSON: Unexpected end of JSON input at byte 10; left out"],
    ["[]", "workspace.json: expected an object, got a list; left out"],
    ["{}", "workspace.json: expected a folder or workspace, got nothing; left out"],
    ['{"folder":7}', "workspace.json: expected a folder or workspace, got a number; left out"],
  ])("that says %j is reported", async (content, problem) => {
    await put(at, session("1"));
    await put("workspaceStorage/a/workspace.json", content);
    expect(await readOnly()).toMatchObject({
      session: { id: "1", workspace: undefined },
      problems: [problem],
    });
  });

  test.each([
    "globalStorage/chatSessions/a/1.jsonl",
    "profiles/p/globalStorage/chatSessions/a/1.jsonl",
  ])("of %s is found by its identifier", async (path) => {
    await put(path, log("1"));
    await put("workspaceStorage/a/workspace.json", { folder: "file:///shop" });
    expect((await readOnly()).session.workspace?.name).toBe("shop");
  });

  test("has the repository of its folder, asked for once in a listing", async () => {
    await put(
      "shop/.git/config",
      '[remote "origin"]\n\turl = https://u:p@github.com/ada/shop.git\n',
    );
    await put("workspaceStorage/a/workspace.json", { folder: `file://${folder}/shop` });
    await put("workspaceStorage/b/workspace.json", { folder: `file://${folder}/shop` });
    await put("workspaceStorage/a/chatSessions/1.json", session("1"));
    await put("workspaceStorage/b/chatSessions/1.json", session("1"));
    const { readings } = await readAll(vscodeSource({ userFolders: [folder] }), folder);
    const workspace = {
      uri: `file://${folder}/shop`,
      name: "shop",
      repository: "github.com/ada/shop",
    };
    expect(readings.map((reading) => [reading.session.id, reading.session.workspace])).toEqual([
      ["1", workspace],
      ["1", workspace],
    ]);
  });

  test("of an empty window is none", async () => {
    await put("globalStorage/emptyWindowChatSessions/1.json", session("1"));
    await put("globalStorage/workspace.json", { folder: "file:///wrong" });
    expect((await readOnly()).session.workspace).toBeUndefined();
  });
});

describe("reading", () => {
  test("takes the identifier from the file's name where the session has none", async () => {
    await put("workspaceStorage/a/chatSessions/abc.def.json", { requests: [] });
    expect((await readOnly()).session.id).toBe("abc.def");
  });

  test("replays a log, and reports what it could not", async () => {
    await put("workspaceStorage/a/chatSessions/1.jsonl", `${log("1")}oops\n{"kind":1,"k":["custo`);
    expect(await readOnly()).toMatchObject({
      session: { id: "1" },
      problems: ["line 2: not JSON: Unexpected token 'o'"],
      torn: true,
    });
  });

  test("gives text that every database can store", async () => {
    const requests = [{ message: "a\0b\ud800", response: [{ kind: "new", "k\0": "\udfff" }] }];
    await put("workspaceStorage/a/chatSessions/1.json", { ...session("1"), requests });
    const [question, answer] = (await readOnly()).session.messages;
    expect(question?.text).toBe("ab\ufffd");
    expect(answer?.parts[0]?.raw).toEqual({ kind: "new", k: "\ufffd" });
  });

  test.each([
    ["1.json", '{"version":3,', "not JSON: Unexpected end of JSON input at byte 13"],
    ["1.json", "", "not JSON: Unexpected end of JSON input at byte 0"],
    ["1.json", "[]", "not a chat session: expected an object, got a list"],
    ["1.json", '{"a":1}', "not a chat session: has neither requests nor a sessionId"],
    ["1.jsonl", "", "empty"],
    ["1.jsonl", '{"kind":0,"v":{"ses', "its only line is cut off"],
    ["1.jsonl", "{}\n", "line 1: kind: expected 0, 1, 2 or 3, got nothing"],
    ["1.jsonl", '{"kind":0,"v":{}}\n', "not a chat session: has neither requests nor a sessionId"],
  ])("of %s with %j fails with the reason", async (name, content, message) => {
    await put(`workspaceStorage/a/chatSessions/${name}`, content);
    await expect(readOnly()).rejects.toThrow(new Error(message));
  });

  test.each(["utf16le", "utf8"] as const)("takes files with a mark in %s", async (encoding) => {
    const whole = JSON.stringify({ ...session("1"), customTitle: "Größe" });
    const bytes = Buffer.from(`\ufeff${whole}`, encoding);
    await put("workspaceStorage/a/chatSessions/1.json", bytes);
    expect((await readOnly()).session.title).toBe("Größe");
    await rm(join(folder, "workspaceStorage/a/chatSessions/1.json"));
    const line = Buffer.from(`\ufeff{"kind":0,"v":${whole}}\n`, encoding);
    await put("workspaceStorage/a/chatSessions/1.jsonl", line);
    expect(await readOnly()).toMatchObject({ session: { title: "Größe" }, problems: [] });
  });

  const asked = (id: string) => ({ requestId: id, message: id, response: [] });
  const cutOff = (...ids: string[]) =>
    JSON.stringify({ ...session("1"), requests: ids.map(asked) }).slice(0, -30);

  test("keeps the whole requests of a half-written .json", async () => {
    await put("workspaceStorage/a/chatSessions/1.json", cutOff("a", "b", "c"));
    const { session: read, problems, torn } = await readOnly();
    expect(read.messages.map((message) => message.text)).toEqual(["a", "b"]);
    expect(torn).toBe(true);
    expect(problems).toEqual([
      expect.stringMatching(/^not JSON: Unexpected end .*; the requests that are whole were read$/),
    ]);
  });

  test("gives the older .json beside what is left of a broken log", async () => {
    await put("workspaceStorage/a/chatSessions/1.jsonl", `{"kind":0,"v":${cutOff("b", "c", "d")}`);
    await put("workspaceStorage/a/chatSessions/1.json", {
      ...session("1"),
      requests: ["a", "b"].map(asked),
    });
    const { readings } = await readAll(vscodeSource({ userFolders: [folder] }), folder);
    expect(
      readings.map(({ session: read, torn }) => [read.messages.map(({ key }) => key), torn]),
    ).toEqual([
      [["a/user", "b/user"], false],
      [["b/user", "c/user"], true],
    ]);
  });

  test("falls back to the .json where the log is of no use, as VS Code does", async () => {
    await put("workspaceStorage/a/chatSessions/1.jsonl", "");
    await put("workspaceStorage/a/chatSessions/1.json", session("older"));
    expect(await readOnly()).toMatchObject({
      session: { id: "older" },
      problems: ["1.jsonl: empty; read 1.json instead"],
    });
  });

  test("fails with the log's reason where the .json is of no use either", async () => {
    await put("workspaceStorage/a/chatSessions/1.jsonl", "");
    await put("workspaceStorage/a/chatSessions/1.json", "");
    await expect(readOnly()).rejects.toThrow(new Error("empty"));
  });

  test.each([
    ["1.json", 256 * 2 ** 20],
    ["1.jsonl", 2 ** 30],
  ])("refuses a %s beyond its limit, with size and limit", async (name, limit) => {
    await put(`workspaceStorage/a/chatSessions/${name}`, "");
    await truncate(join(folder, `workspaceStorage/a/chatSessions/${name}`), limit + 1);
    await expect(readOnly()).rejects.toThrow(
      new Error(`too large, got ${limit + 1} bytes; the limit is ${limit}`),
    );
  });
});
