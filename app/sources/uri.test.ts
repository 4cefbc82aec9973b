import { expect, test } from "vitest";
import { referenceName, uriName } from "./uri.ts";

test.each([
  ["file:///home/ada/shop", "shop"],
  ["file:///home/ada/shop/", "shop"],
  ["file:///c%3A/Users/ada/My%20Shop", "My Shop"],
  ["file:///home/ada/100%25", "100%"],
  ["file:///home/ada/100%", "100%"],
  ["vscode-remote://wsl%2Bubuntu/home/ada/shop", "shop"],
  ["vscode-remote://ssh-remote%2Bhost/", "vscode-remote://ssh-remote%2Bhost/"],
  ["file:///home/ada/app.ts#12-14", "app.ts"],
  ["vscode-vfs://github/shop/web?ref=main", "web"],
  ["C:\\Users\\ada\\shop", "shop"],
  ["", ""],
])("the name of %j is %j", (uri, name) => {
  expect(uriName(uri)).toBe(name);
});

test.each([
  ["a URI as text", "file:///a/b%20c.ts", "b c.ts"],
  ["a URI taken apart", { $mid: 1, path: "/a/100%.ts", scheme: "file" }, "100%.ts"],
  ["a path of Windows", { fsPath: "c:\\a\\b.ts" }, "b.ts"],
  ["a place in a file", { uri: { path: "/a/b.ts" }, range: {} }, "b.ts"],
  ["a symbol", { name: "checkout", location: { uri: { path: "/a/b.ts" } } }, "checkout"],
  ["a symbol without a name", { location: { uri: { path: "/a/b.ts" } } }, "b.ts"],
  ["nothing known", { range: {} }, undefined],
  ["a number", 4, undefined],
])("a reference to %s has a name", (_, reference, name) => {
  expect(referenceName(reference)).toBe(name);
});
