import { expect, it } from "vitest";
import { chat } from "../store/test-chats.ts";
import { discoveredFolders, listChats } from "./discovery.ts";
import { testSource } from "./test-source.ts";

it("lists files by source, in order, and opens none", async () => {
  const source = testSource({ roots: ["/one", "/empty", "/two"] });
  source.write("/two/a.json", { session: chat() }, { sizeBytes: 7 });
  source.write("/one/b.json", { session: chat() }, { sizeBytes: 10 });
  source.write("/one/c.json", new Error("unreadable"), { sizeBytes: 20 });
  source.listingProblems = ["/one/private: permission denied"];

  const listings = await listChats([source, testSource({ roots: ["/other"] })]);
  expect(listings.map(({ files, problems }) => [files.length, problems])).toEqual([
    [3, ["/one/private: permission denied"]],
    [0, []],
  ]);
  expect(discoveredFolders(listings)).toEqual([
    { source: "vscode", path: "/one", files: 2, sessions: 2, sizeBytes: 30 },
    { source: "vscode", path: "/empty", files: 0, sessions: 0, sizeBytes: 0 },
    { source: "vscode", path: "/two", files: 1, sessions: 1, sizeBytes: 7 },
    { source: "vscode", path: "/other", files: 0, sessions: 0, sizeBytes: 0 },
  ]);
  expect(source.filesRead).toEqual([]);
});

it("counts a session of VS Code once, and every file of another product", async () => {
  const vscode = testSource({ roots: ["/code"] });
  vscode.write("/code/w1/chatSessions/a.jsonl", { session: chat() });
  vscode.write("/code/w2/chatSessions/a.json", { session: chat() });
  vscode.write("/code/w1/transcripts/a.jsonl", { session: chat() });
  const cli = testSource({ kind: "copilot-cli", roots: ["/cli"] });
  cli.write("/cli/a/events.jsonl", { session: chat() });
  cli.write("/cli/b/events.jsonl", { session: chat() });
  expect(discoveredFolders(await listChats([vscode, cli]))).toMatchObject([
    { source: "vscode", files: 3, sessions: 1 },
    { source: "copilot-cli", files: 2, sessions: 2 },
  ]);
});
