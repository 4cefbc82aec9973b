import { expect, it } from "vitest";
import { chat } from "../store/test-chats.ts";
import { discoverChats } from "./discovery.ts";
import { testSource } from "./test-source.ts";

it("lists folders with their files, in order, and opens none", async () => {
  const source = testSource(["/one", "/empty", "/two"]);
  source.write("/two/a.json", { session: chat() }, { sizeBytes: 7 });
  source.write("/one/b.json", { session: chat() }, { sizeBytes: 10 });
  source.write("/one/c.json", new Error("unreadable"), { sizeBytes: 20 });
  source.listingProblems = ["/one/private: permission denied"];

  expect(await discoverChats([source, testSource(["/other"])])).toEqual({
    folders: [
      { source: "vscode", path: "/one", files: 2, sizeBytes: 30 },
      { source: "vscode", path: "/empty", files: 0, sizeBytes: 0 },
      { source: "vscode", path: "/two", files: 1, sizeBytes: 7 },
      { source: "vscode", path: "/other", files: 0, sizeBytes: 0 },
    ],
    problems: ["/one/private: permission denied"],
  });
  expect(source.filesRead).toEqual([]);
});
