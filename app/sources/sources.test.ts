import { join } from "node:path";
import { expect, test } from "vitest";
import { chatApp } from "../service.ts";
import { samplesFolder } from "./samples.ts";
import { sourcesAt, usualSources } from "./sources.ts";
import { temporaryFiles } from "./testing.ts";

test("the usual sources are those of every product on the machine", () => {
  using files = temporaryFiles();
  files.put(".config/Code/User/settings.json", "{}");
  files.put(".vscode-server/data/User/x", "");
  files.put(".copilot/settings.json", "{}");
  const machine = { platform: "linux", environment: {}, home: files.path } as const;
  expect(usualSources(machine).map(({ kind, roots }) => [kind, roots])).toEqual([
    [
      "vscode",
      [".config/Code/User", ".vscode-server/data/User"].map((path) => join(files.path, path)),
    ],
    ["copilot-cli", [join(files.path, ".copilot")]],
  ]);
});

test("the manifest lists every variable that says where chats are", () => {
  const asked = new Set<string>();
  const environment = new Proxy({}, { get: (_, name) => void asked.add(String(name)) });
  for (const platform of ["linux", "darwin"] as const) {
    usualSources({ platform, environment, home: "/nowhere" });
  }
  expect([...asked].toSorted()).toEqual([...chatApp.chatFolderVariables].toSorted());
});

test("what a person names is of the product that it looks like", () => {
  using files = temporaryFiles();
  files.put("cli/session-state/a/events.jsonl", "");
  files.put("exports/threads.json", "{}");
  files.put("thread.json", "{}");
  files.put("loose/1.json", "{}");
  const at = (name: string) => join(files.path, name);
  const named = [
    "cli",
    "cli/session-state",
    "cli/session-state/a",
    "exports",
    "thread.json",
    "loose",
    "missing",
  ];
  const sources = sourcesAt([samplesFolder, ...named.map(at)]);
  expect(sources.map(({ kind, roots }) => [kind, roots])).toEqual([
    ["vscode", [samplesFolder, at("loose")]],
    ["copilot-cli", [at("cli"), at("cli/session-state"), at("cli/session-state/a")]],
    ["github", [at("exports"), at("thread.json")]],
  ]);
  expect(sourcesAt([])).toEqual([]);
});
