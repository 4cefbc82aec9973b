import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../commands/testing.ts";
import { writeText } from "../testing.ts";
import { workspaceFile } from "./code-workspace.ts";

const folder = "docs/copilot-chats";
const entry = { name: "Copilot chats", path: folder };
const path = "all.code-workspace";

/** What is planned for a repository with this workspace. */
async function planned(text: string) {
  using repository = temporaryFolder();
  writeText(join(repository.path, path), text);
  return await workspaceFile(repository.path, folder);
}

test.each(["\t", "  ", "    "])(
  "a workspace that VS Code wrote with %j gets an entry and keeps the rest",
  async (indentation) => {
    const written = (value: unknown) => JSON.stringify(value, null, indentation);
    const [settings, api] = [
      { b: 1, a: [true] },
      { name: "api", path: "api" },
    ];
    const before = written({ settings, folders: [api] });
    const after = written({ settings, folders: [api, entry] });
    expect(await planned(before)).toEqual({ path, action: "update", text: after });
    expect(await planned(`${before}\n`)).toEqual({ path, action: "update", text: `${after}\n` });
    expect(await planned(after)).toEqual({ path, action: "unchanged" });
  },
);

test("an entry in another spelling counts", async () => {
  const text = JSON.stringify({ folders: [{ path: "./docs//copilot-chats/" }] }, null, 2);
  expect(await planned(text)).toEqual({ path, action: "unchanged" });
});

test.each([
  '{\n  // the parts\n  "folders": []\n}\n',
  '{"folders": [ ]}',
  '{\n  "folders": 7\n}',
  "",
])("the workspace %j is left alone, with the entry to add", async (text) => {
  expect(await planned(text)).toEqual({
    path,
    action: "leave",
    reason:
      "it has comments or a layout of its own; " +
      `add {"name":"Copilot chats","path":"${folder}"} to its folders yourself`,
  });
});

test("of several workspaces a person chooses", async () => {
  using repository = temporaryFolder();
  for (const name of ["a", "b"]) writeText(join(repository.path, `${name}.code-workspace`), "{}");
  const { action, reason } = await workspaceFile(repository.path, folder);
  expect(action).toBe("leave");
  expect(reason).toContain("there are 2 workspaces; choose one and add");
});
