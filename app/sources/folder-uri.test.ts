import fc from "fast-check";
import { expect, test } from "vitest";
import { folderPath, folderUri } from "./folder-uri.ts";

test.each([
  ["/home/ada/my shop", "file:///home/ada/my%20shop"],
  ["/home/ada/größe (1)!", "file:///home/ada/gr%C3%B6%C3%9Fe%20%281%29%21"],
  ["C:\\Users\\ada\\shop", "file:///c%3A/Users/ada/shop"],
  ["c:/Users/ada/shop", "file:///c%3A/Users/ada/shop"],
])("the folder %j has the URI that VS Code gives it", (path, uri) => {
  expect(folderUri(path)).toBe(uri);
});

test("a path of this machine comes back from its URI", () => {
  const step = fc
    .string({ minLength: 1 })
    .filter((name) => !/[/\0]/.test(name) && name.isWellFormed());
  fc.assert(
    fc.property(fc.array(step, { minLength: 1 }), (steps) => {
      const path = `/home/${steps.join("/")}`;
      expect(folderPath(folderUri(path))).toBe(path);
    }),
  );
});

test.skipIf(process.platform === "win32").each([
  ["file:///c%3A/Users/ada/shop", "/mnt/c/Users/ada/shop"],
  ["vscode-remote://wsl%2Bubuntu/home/ada/shop", "/home/ada/shop"],
  ["vscode-remote://wsl+Ubuntu/home/ada/shop", "/home/ada/shop"],
])("%s is the folder %s here", (uri, path) => {
  expect(folderPath(uri)).toBe(path);
});

test.each([
  "vscode-remote://ssh-remote%2Bhost/home/ada/shop",
  "vscode-vfs://github/ada/shop",
  "file://server/share/shop",
  "file:///bad%escape",
  "/home/ada",
  "",
])("%j is no folder here", (uri) => {
  expect(folderPath(uri)).toBeUndefined();
});
