import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../commands/testing.ts";
import { fileVariable, secretVariables } from "../../service.ts";
import { archivedSettings, collectConfig, settingsIn } from "./config.ts";

test("a secret is archived by its name, another setting with its value, and what is not ours not at all", () => {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const { record, members } = collectConfig(
    {
      HOME: "/home/ada",
      CHATS_WATCH: "all",
      CHATS_LOG_LEVEL: "",
      CHATS_PUSH_KEY: "first canary",
      DATABASE_PASSWORD: "second canary",
      CHATS_BACKUP_PASSPHRASE: "third canary",
    },
    folder.path,
  );
  expect(members).toEqual([
    { name: "config/settings.json", path: join(folder.path, "config", "settings.json") },
  ]);
  const path = members[0]?.path ?? "";
  const text = readFileSync(path, "utf8");
  expect(text).not.toContain("canary");
  expect(archivedSettings.parse(JSON.parse(text))).toEqual([
    { variable: "DATABASE_PASSWORD" },
    { variable: "CHATS_WATCH", value: "all" },
    { variable: "CHATS_PUSH_KEY" },
    { variable: "CHATS_BACKUP_PASSPHRASE" },
  ]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(record).toEqual({
    name: "config",
    versions: {},
    counts: { settings: 4, references: 3 },
    problems: [],
  });
});

test("every variable that the manifest calls a secret is kept back", () => {
  const source = readFileSync(new URL("../../service.ts", import.meta.url), "utf8");
  const declared = [...source.matchAll(/\/\*\*([^/]|[^*]\/)*?\*\/\s*\w+: "([A-Z_]+)"/g)]
    .filter(([comment]) => /\*\*?\s+Secret\b/.test(comment))
    .map(([, , variable]) => variable);
  expect(declared.length).toBeGreaterThan(8);
  expect(secretVariables).toEqual(expect.arrayContaining(declared));
  for (const variable of secretVariables) {
    expect(settingsIn({ [variable]: "canary" })).toEqual([{ variable }]);
    const file = { [fileVariable(variable)]: "/run/secrets/some" };
    expect(settingsIn(file)).toEqual([
      { variable: fileVariable(variable), value: "/run/secrets/some" },
    ]);
  }
});
