import { expect, test } from "vitest";
import { isSecret } from "../access/secret.ts";
import { readSettings } from "../settings.ts";
import { openSqliteStore } from "../store/sqlite.ts";
import { chat, readState, sourceFile } from "../store/test-chats.ts";
import { createKeyVerb, listKeysVerb, revokeKeyVerb } from "./keys.ts";
import { keyLines } from "./keys-text.ts";
import { shareVerb } from "./share.ts";
import { recordedTerminal, startChats, temporaryFolder } from "./testing.ts";

const wanted = { owner: "ada", name: "laptop", scopes: ["read" as const, "ingest" as const] };

function setUp(path: string, environment: Record<string, string> = {}) {
  return {
    settings: readSettings({ CHATS_DATA_DIRECTORY: path, ...environment }),
    ...recordedTerminal(),
  };
}

test("a new key alone is the result, and how it is used stands beside it", async () => {
  using folder = temporaryFolder();
  const { settings, terminal, out, err } = setUp(folder.path, { CHATS_ACCESS: "keys" });
  expect(await createKeyVerb(wanted, settings, terminal)).toBe(0);
  expect(out).toHaveLength(1);
  expect(isSecret(out[0] ?? "")).toBe(true);
  expect(err).toEqual([
    "Key 1 of ada, laptop, for read and ingest, until it is revoked.",
    "It is shown this once. The page asks for it; programs send it as",
    "  Authorization: Bearer <key>",
  ]);
});

test("whoever makes a key where none is asked for is told how to have it asked for", async () => {
  using folder = temporaryFolder();
  const { settings, terminal, err } = setUp(folder.path);
  await createKeyVerb({ ...wanted, expiresDays: 3 }, settings, terminal);
  expect(err[0]).toMatch(/^Key 1 of ada, laptop, for read and ingest, until \d+ \w+ \d{4}\.$/);
  expect(err.at(-1)).toBe("A server asks for keys when it runs with CHATS_ACCESS=keys.");
});

test("a second key of a name is refused", async () => {
  using folder = temporaryFolder();
  const { settings, terminal, out, err } = setUp(folder.path, { CHATS_ACCESS: "keys" });
  await createKeyVerb(wanted, settings, terminal);
  expect(await createKeyVerb({ ...wanted, json: true }, settings, terminal)).toBe(1);
  expect(out).toHaveLength(1);
  expect(err.at(-1)).toBe(
    '--name: ada has a key of this name, got "laptop"; use another name or revoke that key',
  );
});

test("keys are made, listed and revoked as JSON", async () => {
  using folder = temporaryFolder();
  const { settings, terminal, out, err } = setUp(folder.path);
  await createKeyVerb({ ...wanted, json: true }, settings, terminal);
  const { secret, ...key } = JSON.parse(out[0] ?? "");
  expect(isSecret(secret)).toBe(true);
  await listKeysVerb({ json: true }, settings, terminal);
  expect(JSON.parse(out[1] ?? "")).toEqual({ keys: [key] });
  expect(await revokeKeyVerb(key.id, { json: true }, settings, terminal)).toBe(0);
  expect(await revokeKeyVerb(key.id, { json: true }, settings, terminal)).toBe(1);
  expect(out.slice(2)).toEqual(['{"id":1,"revoked":true}', '{"id":1,"revoked":false}']);
  expect(err).toEqual([]);
});

test("a key that is not there cannot be revoked", async () => {
  using folder = temporaryFolder();
  const { settings, terminal, out, err } = setUp(folder.path);
  expect(await revokeKeyVerb(7, {}, settings, terminal)).toBe(1);
  expect([out, err]).toEqual([
    [],
    ["7: no such key that works; chats keys list shows all of them"],
  ]);
});

test("the list says of each key what it is worth", () => {
  const { terminal } = recordedTerminal();
  const day = 86_400_000;
  const key = {
    id: 1,
    owner: "ada",
    name: "lap\x1btop",
    prefix: "cpk_aaaaaaaa",
    scopes: ["read" as const],
    createdAt: 0,
    expiresAt: undefined,
    lastUsedAt: undefined,
    revokedAt: undefined,
  };
  const keys = [key, { ...key, expiresAt: 3 * day, lastUsedAt: day }, { ...key, revokedAt: day }];
  expect(keyLines(keys, 2 * day, terminal.style)).toEqual([
    "1  ada  lap top  cpk_aaaaaaaa…  read  made 1 Jan 1970  never used",
    "1  ada  lap top  cpk_aaaaaaaa…  read  expires 4 Jan 1970  last used 2 Jan 1970",
    "1  ada  lap top  cpk_aaaaaaaa…  read  revoked 2 Jan 1970  never used",
  ]);
  expect(keyLines([{ ...key, expiresAt: day }], day, terminal.style)[0]).toContain("  expired 2 ");
  expect(keyLines([], 0, terminal.style)).toEqual([
    "There are no keys yet; chats keys create --owner <name> --name <text> makes one.",
  ]);
});

test("a session is shown to the team and taken back", async () => {
  using folder = temporaryFolder();
  const { settings, terminal, out, err } = setUp(folder.path);
  const visibility = async () => {
    const { store } = await openSqliteStore({ directory: folder.path });
    await store.saveSession(chat(), sourceFile(), readState(sourceFile()));
    const session = await store.session("vscode:chat-1");
    await store.close();
    return session?.visibility;
  };
  expect(await visibility()).toBe("private");
  expect(await shareVerb("vscode:chat-1", {}, settings, terminal)).toBe(0);
  expect(await visibility()).toBe("team");
  expect(await shareVerb("vscode:chat-1", { private: true }, settings, terminal)).toBe(0);
  expect(await visibility()).toBe("private");
  expect(await shareVerb("vscode:chat-1", { json: true }, settings, terminal)).toBe(0);
  expect(out).toEqual([
    "The team sees it now.",
    "You alone see it now.",
    '{"id":"vscode:chat-1","visibility":"team"}',
  ]);
  expect(await shareVerb("vscode:other", {}, settings, terminal)).toBe(1);
  expect(err).toEqual([
    '"vscode:other": no such session of yours; use an id as the page\'s address has it, ' +
      "for example vscode:5d2…",
  ]);
});

test.each([
  [["create", "--owner", "../ada", "--name", "a"], 'not a name of an owner, got "../ada"'],
  [["create", "--owner", "ada", "--name", " "], 'not a name of a key, got " "'],
  [
    ["create", "--owner", "ada", "--name", "a", "--scope", "write"],
    "Use some of read, ingest, metrics,",
  ],
  [["create", "--owner", "ada", "--name", "a", "--expires-days", "0"], "number from 1 to 36500."],
  [["create", "--owner", "ada"], "required option '--name <text>' not specified"],
  [["revoke", "cpk_aaaaaaaa"], "Use the number that keys list shows."],
])("keys %j is wrong usage", async (args, message) => {
  using folder = temporaryFolder();
  const { exitCode, out, err } = await startChats(["keys", ...args], folder.path).ended;
  expect([exitCode, out]).toEqual([2, ""]);
  expect(err).toContain(message);
});
