import { expect, it } from "vitest";
import { listChats } from "../import/discovery.ts";
import { testSource } from "../import/test-source.ts";
import { followedFolders } from "./followed-folders.ts";

it("gives the folders of sessions and those above them, the last written first", async () => {
  const source = testSource({ roots: ["/ada/User", "/empty"] });
  const write = (path: string, modifiedAtMs: number) => source.write(path, {}, { modifiedAtMs });
  write("/ada/User/workspaceStorage/w1/chatSessions/a.json", 1_000);
  write("/ada/User/workspaceStorage/w2/chatSessions/b.json", 3_000);
  write("/ada/User/workspaceStorage/w2/chatSessions/c.json", 2_000);
  write("/ada/User/workspaceStorage/w2/state.vscdb", 500);
  expect(followedFolders(await listChats([source]))).toEqual([
    { path: "/ada/User/workspaceStorage/w2/chatSessions", holdsSessions: true },
    { path: "/ada/User/workspaceStorage/w2", holdsSessions: true },
    { path: "/ada/User/workspaceStorage", holdsSessions: false },
    { path: "/ada/User", holdsSessions: false },
    { path: "/ada/User/workspaceStorage/w1/chatSessions", holdsSessions: true },
    { path: "/ada/User/workspaceStorage/w1", holdsSessions: false },
    { path: "/empty", holdsSessions: false },
  ]);
});
