import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { temporaryFolder } from "./commands/testing.ts";
import { secretsOfFiles } from "./secret-files.ts";
import { chatApp, fileVariable, secretVariables } from "./service.ts";
import { readSettings } from "./settings.ts";

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());
let files = 0;
function fileOf(content: string | Uint8Array): string {
  files += 1;
  const path = join(folder.path, `secret-${files}`);
  writeFileSync(path, content);
  return path;
}

const adminKey = "k".repeat(32);

test("a secret may be in a file, without the newlines at its end", () => {
  for (const end of ["", "\n", "\r\n", "\n\n"]) {
    const settings = readSettings({ CHATS_ADMIN_KEY_FILE: fileOf(adminKey + end) });
    expect(settings.access.adminKey?.()).toBe(adminKey);
  }
  expect(readSettings({ CHATS_ADMIN_KEY_FILE: "" })).toEqual(readSettings({}));
});

test("every other character of a file is the secret's", () => {
  const text = fc.string({ unit: "binary" }).filter((value) => !/^\uFEFF|^$|[\r\n]$/.test(value));
  fc.assert(
    fc.property(text, (value) => {
      const { values, problems } = secretsOfFiles({ CHATS_PUSH_KEY_FILE: fileOf(value) });
      expect({ values, problems }).toEqual({ values: { CHATS_PUSH_KEY: value }, problems: {} });
    }),
    { numRuns: 50 },
  );
});

test("every secret variable may be given as a file, the key of backups by the file that it has", () => {
  const files = secretVariables.map((variable) => [fileVariable(variable), fileOf(variable)]);
  const { values } = secretsOfFiles(Object.fromEntries(files));
  const { key } = chatApp.environment.backup;
  const others = secretVariables.filter((variable) => variable !== key);
  expect(others).toHaveLength(secretVariables.length - 1);
  expect(values).toEqual(Object.fromEntries(others.map((variable) => [variable, variable])));
  expect(fileVariable(key)).toBe(chatApp.environment.backup.keyFile);
});

test("what is no secret is read from no file", () => {
  const { host } = readSettings({ CHATS_HOST_FILE: fileOf("0.0.0.0") });
  expect(host).toBe("127.0.0.1");
});

test("a file that is of no use is named by its variable, and neither it nor its secret is shown", () => {
  const canary = "canary".repeat(6);
  const sub = join(folder.path, "canary-folder");
  mkdirSync(sub);
  const problemOf = (path: string, environment: Record<string, string> = {}) => {
    try {
      readSettings({ CHATS_ADMIN_KEY_FILE: path, ...environment });
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error("was read");
  };
  const problems = [
    problemOf(join(folder.path, "canary-missing")),
    problemOf(canary),
    problemOf(sub),
    problemOf(join(fileOf("x"), "canary")),
    problemOf(fileOf("")),
    problemOf(fileOf("\n")),
    problemOf(fileOf(Uint8Array.of(0xff, 0xfe))),
    problemOf(fileOf("canary is too short")),
    problemOf(fileOf(canary), { CHATS_ADMIN_KEY: canary }),
  ];
  const noPath = "use the path of a file that holds the value";
  expect(problems).toEqual([
    `CHATS_ADMIN_KEY_FILE: there is no such file; ${noPath}`,
    `CHATS_ADMIN_KEY_FILE: there is no such file; ${noPath}`,
    `CHATS_ADMIN_KEY_FILE: is a folder; ${noPath}`,
    `CHATS_ADMIN_KEY_FILE: the file cannot be read (ENOTDIR); ${noPath}`,
    "CHATS_ADMIN_KEY_FILE: the file is empty; use one that holds the value",
    "CHATS_ADMIN_KEY_FILE: the file is empty; use one that holds the value",
    "CHATS_ADMIN_KEY_FILE: the file holds no text; use one that holds the value alone",
    "CHATS_ADMIN_KEY_FILE: not 32 to 512 printable characters without spaces; " +
      "make one with openssl rand -hex 32",
    "CHATS_ADMIN_KEY_FILE: not both; CHATS_ADMIN_KEY is set, use one of the two",
  ]);
});

test.skipIf(process.getuid?.() === 0)("a file of somebody else's is named as such", () => {
  const path = fileOf("canary");
  chmodSync(path, 0);
  expect(() => readSettings({ CHATS_PUSH_KEY_FILE: path })).toThrow(
    new Error(
      "CHATS_PUSH_KEY_FILE: the file may not be read; use the path of a file that holds the value",
    ),
  );
});

test("they are reported with all other problems, each once and by the variable that was set", () => {
  const environment = {
    DATABASE_HOST: "db",
    DATABASE_PASSWORD_FILE: join(folder.path, "none"),
    CHATS_EMBEDDER_KEY_FILE: fileOf("a key"),
    CHATS_BACKUP_KEY_FILE: "/srv/backup.key",
    CHATS_BACKUP_PASSPHRASE_FILE: fileOf("correct horse battery"),
  };
  expect(() => readSettings(environment)).toThrow(
    new Error(
      [
        "DATABASE_PASSWORD_FILE: there is no such file; use the path of a file that holds the value",
        "DATABASE_NAME: missing; DATABASE_HOST is set, which is of no use without it",
        "DATABASE_USER: missing; DATABASE_HOST is set, which is of no use without it",
        "CHATS_EMBEDDER_URL: missing; " +
          "CHATS_EMBEDDER_KEY_FILE is set, which is of no use without it",
        "CHATS_BACKUP_PASSPHRASE_FILE: not both; " +
          "CHATS_BACKUP_KEY_FILE is set, use one of the two",
      ].join("\n"),
    ),
  );
});
