import { expect, test } from "vitest";
import { keyAccess } from "../access/key-access.ts";
import type { OpenedDatabase } from "../store/open.ts";
import { chat, readState, sourceFile } from "../store/test-chats.ts";
import { temporaryDatabase } from "../store/test-database.ts";
import { allServer } from "./servers.ts";
import { testServers } from "./testing.ts";

const adminKey = "k".repeat(32);

/** Asks the one server of an installation with keys, as its administrator unless told otherwise. */
async function installation() {
  const database: OpenedDatabase = await temporaryDatabase();
  const access = keyAccess({ keys: database.keys, adminKey: () => adminKey });
  const server = allServer({ ...testServers().parts, access, database });
  const ask = async (
    method: "GET" | "POST" | "PATCH" | "DELETE",
    url: string,
    { payload, key = adminKey }: { payload?: unknown; key?: string } = {},
  ) => {
    const answer = await server.inject({
      method,
      url,
      headers: {
        authorization: `Bearer ${key}`,
        ...(payload !== undefined && { "content-type": "application/json" }),
      },
      ...(payload !== undefined && { payload: JSON.stringify(payload) }),
    });
    return [answer.statusCode, answer.body === "" ? undefined : answer.json()];
  };
  const keyOf = async (owner: string, scopes: string[]): Promise<string> => {
    const [, { secret }] = await ask("POST", "/api/keys", {
      payload: { owner, name: scopes.join(), scopes },
    });
    return secret;
  };
  return { database, ask, keyOf };
}

test("the administrator makes the first key, sees it listed and takes it back", async () => {
  const { ask } = await installation();
  expect(await ask("GET", "/api/keys")).toEqual([200, { keys: [] }]);
  const payload = { owner: "ada", name: "Ada's laptop", expiresDays: 30 };
  const [status, { secret, ...key }] = await ask("POST", "/api/keys", { payload });
  expect(status).toBe(201);
  expect(secret).toMatch(/^cpk_[\w-]{43}$/);
  expect(key).toEqual({
    id: expect.any(Number),
    owner: "ada",
    name: "Ada's laptop",
    prefix: secret.slice(0, 12),
    scopes: ["read", "ingest"],
    createdAt: expect.any(Number),
    expiresAt: key.createdAt + 30 * 86_400_000,
  });
  expect(await ask("GET", "/api/keys")).toEqual([200, { keys: [key] }]);
  expect((await ask("GET", "/api/stats", { key: secret }))[0]).toBe(200);
  expect((await ask("GET", "/api/keys", { key: secret }))[0]).toBe(403);

  expect(await ask("DELETE", `/api/keys/${key.id}`)).toEqual([204, undefined]);
  expect((await ask("GET", "/api/stats", { key: secret }))[0]).toBe(401);
  const gone = { error: { code: "not_found", field: "id", message: "id: no such key that works" } };
  for (const id of [key.id, key.id + 1, "x", "-1", "9".repeat(20)]) {
    expect(await ask("DELETE", `/api/keys/${id}`)).toEqual([404, gone]);
  }
});

test("the administrator's own key shows no chats", async () => {
  const { ask } = await installation();
  expect((await ask("GET", "/api/sessions"))[0]).toBe(403);
  expect((await ask("POST", "/search", { payload: { query: "a" } }))[0]).toBe(403);
});

test("an owner has one key of a name", async () => {
  const { ask } = await installation();
  const payload = { owner: "ada", name: "laptop" };
  expect((await ask("POST", "/api/keys", { payload }))[0]).toBe(201);
  expect(await ask("POST", "/api/keys", { payload })).toEqual([
    409,
    {
      error: {
        code: "name_taken",
        field: "name",
        message:
          'name: ada has a key of this name, got "laptop"; use another name or revoke that key',
      },
    },
  ]);
});

test.each<[unknown, string, string]>([
  [{}, "owner", "owner: not text, got nothing"],
  [
    { owner: "../ada", name: "a" },
    "owner",
    'owner: not a name of an owner, got "../ada"; use a to z and 0 to 9, with single dots, ' +
      "dashes or underscores between them, 64 characters at most",
  ],
  [
    { owner: "ada", name: "" },
    "name",
    'name: not a name of a key, got ""; use 1 to 100 characters on one line, without spaces ' +
      "around them",
  ],
  [
    { owner: "ada", name: "a", scopes: ["read", "write"] },
    "scopes.1",
    'scopes.1: not a scope, got "write"; use read, ingest, metrics, admin',
  ],
  [{ owner: "ada", name: "a", scopes: [] }, "scopes", 'scopes: no scope; use ["read"]'],
  [
    { owner: "ada", name: "a", scopes: "read" },
    "scopes",
    'scopes: not a list of scopes, got "read"; use ["read"]',
  ],
  [
    { owner: "ada", name: "a", expiresDays: 0 },
    "expiresDays",
    "expiresDays: not a whole number from 1 to 36500, got 0",
  ],
  [{ owner: "ada", name: "a", id: 1 }, "id", "id: not known here; leave it out"],
  ["a", "body", 'body: not an object, got "a"; use {"owner": "ada", "name": "laptop"}'],
])("a key of %j is refused with the field", async (payload, field, message) => {
  const { ask } = await installation();
  expect(await ask("POST", "/api/keys", { payload })).toEqual([
    400,
    { error: { code: "invalid_request", field, message } },
  ]);
  expect(await ask("GET", "/api/keys")).toEqual([200, { keys: [] }]);
});

test("an owner shows a chat to the team and takes it back", async () => {
  const { database, ask, keyOf } = await installation();
  const { store } = database.forOwner("ada");
  const file = sourceFile();
  await store.saveSession(chat(), file, readState(file));
  const key = await keyOf("ada", ["ingest"]);
  const url = "/api/sessions/vscode:chat-1";
  for (const visibility of ["team", "team", "private"]) {
    const payload = { visibility };
    expect(await ask("PATCH", url, { payload, key })).toEqual([
      200,
      { id: "vscode:chat-1", visibility },
    ]);
    expect(await store.session("vscode:chat-1")).toMatchObject({ visibility });
  }
  const payload = { visibility: "public" };
  expect(await ask("PATCH", url, { payload, key })).toEqual([
    400,
    {
      error: {
        code: "invalid_request",
        field: "visibility",
        message: 'visibility: not a visibility, got "public"; use private or team',
      },
    },
  ]);
});

test("whose eyes a chat is for is changed with a key that writes, and by its owner alone", async () => {
  const { ask, keyOf } = await installation();
  const payload = { visibility: "team" };
  const [reads, writes] = [await keyOf("ada", ["read"]), await keyOf("ada", ["ingest"])];
  const change = async (id: string, key: string) => {
    const [status, { error }] = await ask("PATCH", `/api/sessions/${id}`, { payload, key });
    return [status, error.message];
  };
  expect(await change("vscode:chat-1", reads)).toEqual([403, "This needs the scope ingest."]);
  expect(await change("vscode:chat-1", writes)).toEqual([404, "id: no such session"]);
  expect(await change("ada~vscode:chat-1", writes)).toEqual([404, "id: no such session"]);
  expect(await change("grace~vscode:chat-1", writes)).toEqual([
    403,
    "id: of somebody else, who alone may change it",
  ]);
});

test("where no keys are asked for nobody makes any", async () => {
  const { all } = testServers();
  expect((await all.inject("/api/keys")).statusCode).toBe(403);
});
