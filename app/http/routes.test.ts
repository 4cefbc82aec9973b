import { expect, test, vi } from "vitest";
import { foundSession, oneSession, testServers } from "./testing.ts";

test.each(["metrics", "search", "api"] as const)(
  "%s says that it serves and is ready",
  async (name) => {
    const server = testServers()[name];
    const health = await server.inject("/health");
    expect([health.statusCode, health.json()]).toEqual([200, { status: "ok", version: "1.2.3" }]);
    const ready = await server.inject("/ready");
    expect([ready.statusCode, ready.json()]).toEqual([200, { status: "ready" }]);
  },
);

test("a server without its database is healthy but not ready", async () => {
  const { api } = testServers({
    store: { unreadyReason: async () => "The database cannot be read." },
  });
  expect((await api.inject("/health")).statusCode).toBe(200);
  const ready = await api.inject("/ready");
  expect(ready.statusCode).toBe(503);
  expect(ready.json()).toEqual({
    error: { code: "not_ready", message: "The database cannot be read." },
  });
});

test.each(["metrics", "api"] as const)("%s lists sessions page by page", async (name) => {
  const sessions = vi.fn(async () => ({ total: 1, sessions: [oneSession] }));
  const server = testServers({ store: { sessions } })[name];
  const answer = await server.inject("/api/sessions");
  expect(answer.json()).toEqual({ total: 1, sessions: [oneSession] });
  await server.inject("/api/sessions?limit=200&offset=400&source=github&from=2025-01-01");
  expect(sessions.mock.calls).toEqual([
    [{ limit: 50, offset: 0, filter: {} }],
    [{ limit: 200, offset: 400, filter: { source: "github", from: Date.UTC(2025, 0, 1) } }],
  ]);
});

test.each(["metrics", "api"] as const)(
  "%s shows a session without the product's own objects",
  async (name) => {
    const answer = await testServers()[name].inject("/api/sessions/vscode%3A5d2");
    expect(answer.json()).toEqual({
      ...oneSession,
      messages: [
        {
          id: 7,
          role: "user",
          text: "How do I retry?",
          parts: [{ kind: "markdown", text: "How do I retry?" }],
          createdAt: 1_750_000_000_000,
          toolCalls: [],
        },
      ],
    });
  },
);

test("an unknown session is not found", async () => {
  const answer = await testServers().api.inject("/api/sessions/vscode:nope");
  expect([answer.statusCode, answer.json()]).toEqual([
    404,
    { error: { code: "not_found", field: "id", message: "id: no such session" } },
  ]);
});

test("an id as long as a file name reaches the store", async () => {
  const session = vi.fn(async () => undefined);
  await testServers({ store: { session } }).api.inject(`/api/sessions/${"a".repeat(300)}`);
  expect(session.mock.calls).toEqual([["a".repeat(300)]]);
});

test("the figures say what is stored and what the last import did", async () => {
  const answer = await testServers().api.inject("/api/stats");
  expect(answer.json()).toEqual({
    sessions: 1,
    messages: 4,
    workspaces: 2,
    toolCalls: 3,
    databaseBytes: 65_536,
    lastImport: {
      startedAt: 1_750_000_100_000,
      finishedAt: 1_750_000_101_500,
      filesSeen: 3,
      filesRead: 2,
      filesFailed: 1,
      sessionsAdded: 1,
      sessionsUpdated: 0,
      messagesAdded: 1,
    },
    importUnfinishedSince: null,
  });
});

test("before the first import is over the figures say null, and that one has begun", async () => {
  const lastImport = async () => ({ finished: undefined, unfinishedSince: 1_750_000_100_000 });
  const { api } = testServers({ store: { lastImport } });
  expect((await api.inject("/api/stats")).json()).toMatchObject({
    lastImport: null,
    importUnfinishedSince: 1_750_000_100_000,
  });
});

test.each(["search", "api"] as const)("%s searches", async (name) => {
  const search = vi.fn(async () => foundSession);
  const server = testServers({ search })[name];
  const answer = await server.inject({
    method: "POST",
    url: "/search",
    payload: { query: "  retry ", limit: 3 },
  });
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toEqual(JSON.parse(JSON.stringify(foundSession)));
  await server.inject({ method: "POST", url: "/search", payload: { query: "retry" } });
  const asked = { query: "retry", mode: "hybrid", filters: {} };
  expect(search.mock.calls).toEqual([
    [{ ...asked, limit: 3 }, { isFresh: false }],
    [{ ...asked, limit: 10 }, { isFresh: false }],
  ]);
});

test.each([
  [undefined, "off"],
  [false, "miss"],
  [true, "hit"],
])("a search that is from the cache (%s) says %j", async (isFromCache, header) => {
  const response = { ...foundSession, ...(isFromCache !== undefined && { isFromCache }) };
  const { search } = testServers({ search: async () => response });
  const answer = await search.inject({ method: "POST", url: "/search", payload: { query: "a" } });
  expect(answer.headers["x-cache"]).toBe(header);
  expect(answer.json()).not.toHaveProperty("isFromCache");
});

test.each(["search", "api"] as const)("%s suggests words", async (name) => {
  const suggestions = {
    suggestions: [{ word: "retrry", instead: ["retry"] }],
    didYouMean: "retry",
  };
  const suggest = vi.fn(async () => suggestions);
  const server = testServers({ suggest })[name];
  const ask = (payload: object) => server.inject({ method: "POST", url: "/suggest", payload });
  expect((await ask({ query: " retrry " })).json()).toEqual(suggestions);
  expect(suggest.mock.calls).toEqual([["retrry"]]);
  expect((await ask({})).json().error).toEqual({
    code: "invalid_request",
    field: "query",
    message: "query: not text, got nothing; use the words to find",
  });
});

test("similar sessions are those of a session that is there", async () => {
  const hits = foundSession.hits.map((hit) => ({
    ...hit,
    session: { ...oneSession, id: "other" },
  }));
  const search = vi.fn(async () => ({ ...foundSession, hits }));
  const { api } = testServers({ search });
  const answer = await api.inject("/api/sessions/vscode:5d2/similar?limit=3");
  const { modeUsed, tookMs } = foundSession;
  expect(answer.json()).toEqual({ hits, modeUsed, tookMs });
  const query = "Retry with backoff\nHow do I retry?";
  expect(search.mock.calls).toEqual([[{ query, limit: 4, mode: "semantic" }]]);
  expect((await api.inject("/api/sessions/vscode:nope/similar")).statusCode).toBe(404);
  expect((await api.inject("/api/sessions/vscode:5d2/similar?limit=51")).json().error.message).toBe(
    'limit: not a whole number from 1 to 50, got "51"',
  );
});

test.each(["no-cache", "max-age=0, No-Store"])("%s asks for a fresh answer", async (control) => {
  const search = vi.fn(async () => foundSession);
  const headers = { "cache-control": control };
  const request = { method: "POST", url: "/search", payload: { query: "a" }, headers } as const;
  await testServers({ search }).search.inject(request);
  expect(search).toHaveBeenCalledWith(expect.anything(), { isFresh: true });
});

test.each([
  ["/api/sessions?limit=0", "limit", 'limit: not a whole number from 1 to 200, got "0"'],
  ["/api/sessions?limit=201", "limit", 'limit: not a whole number from 1 to 200, got "201"'],
  ["/api/sessions?limit=ten", "limit", 'limit: not a whole number from 1 to 200, got "ten"'],
  ["/api/sessions?limit=1e1", "limit", 'limit: not a whole number from 1 to 200, got "1e1"'],
  ["/api/sessions?limit=", "limit", 'limit: not a whole number from 1 to 200, got ""'],
  [
    "/api/sessions?limit=1&limit=2",
    "limit",
    'limit: not a whole number from 1 to 200, got ["1","2"]',
  ],
  [
    "/api/sessions?offset=-1",
    "offset",
    'offset: not a whole number from 0 to 1000000000, got "-1"',
  ],
  ["/api/sessions?page=2", "page", "page: not known here; leave it out"],
  ["/api/sessions?workspace=", "workspace", "workspace: empty; leave it out"],
  [
    "/api/sessions?source=slack",
    "source",
    'source: not a source, got "slack"; use vscode, copilot-cli, github',
  ],
  [
    "/api/sessions?from=2025-02-01&to=2025-01-01",
    "to",
    "to: not after from, so no message can fit; swap the two",
  ],
])("GET %s is refused with the field", async (url, field, message) => {
  const answer = await testServers().api.inject(url);
  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toEqual({ error: { code: "invalid_request", field, message } });
});

test.each<[unknown, string, string]>([
  [{}, "query", "query: not text, got nothing; use the words to find"],
  [{ query: 7 }, "query", "query: not text, got 7; use the words to find"],
  [{ query: " " }, "query", "query: empty; use the words to find"],
  [{ query: "a".repeat(1001) }, "query", "query: longer than 1000 characters; use fewer words"],
  [{ query: "a".repeat(100_000) }, "query", "query: longer than 1000 characters; use fewer words"],
  [{ query: "a", limit: 101 }, "limit", "limit: not a whole number from 1 to 100, got 101"],
  [{ query: "a", limit: 0 }, "limit", "limit: not a whole number from 1 to 100, got 0"],
  [{ query: "a", limit: 1.5 }, "limit", "limit: not a whole number from 1 to 100, got 1.5"],
  [{ query: "a", limit: "9" }, "limit", 'limit: not a whole number from 1 to 100, got "9"'],
  [{ query: "a", offset: 9 }, "offset", "offset: not known here; leave it out"],
  [["a"], "body", 'body: not an object, got ["a"]; use {"query": "…"}'],
])("a search of %j is refused with the field", async (payload, field, message) => {
  const answer = await testServers().search.inject({
    method: "POST",
    url: "/search",
    headers: { "content-type": "application/json" },
    payload: JSON.stringify(payload),
  });
  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toEqual({ error: { code: "invalid_request", field, message } });
});

test("no server answers the routes of another", async () => {
  const { metrics, search, api } = testServers();
  const status = async (server: typeof api, method: "GET" | "POST", url: string) =>
    (await server.inject({ method, url })).statusCode;
  expect(await status(metrics, "GET", "/")).toBe(404);
  expect(await status(metrics, "POST", "/search")).toBe(404);
  expect(await status(search, "GET", "/metrics")).toBe(404);
  expect(await status(search, "GET", "/api/sessions")).toBe(404);
  expect(await status(api, "GET", "/metrics")).toBe(404);
});
