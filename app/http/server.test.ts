import { expect, test } from "vitest";
import { secureHeaders } from "./headers.ts";
import { testServers } from "./testing.ts";

const post = (payload: string, type = "application/json") => ({
  method: "POST" as const,
  url: "/search",
  headers: { "content-type": type },
  payload,
});

test.each([
  "evil.example",
  "evil.example:8001",
  "localhost.evil.example",
  "127.0.0.1.evil.example",
  "localhost@evil.example",
  "128.0.0.1",
  "[::2]:8001",
])("a request for the host %j is refused before anything is read", async (host) => {
  const { api } = testServers({ store: { sessions: () => Promise.reject(new Error("read")) } });
  for (const url of ["/api/sessions", "/", "/health", "/nowhere"]) {
    const answer = await api.inject({ url, headers: { host } });
    expect(answer.statusCode).toBe(421);
    expect(answer.json().error.code).toBe("misdirected_request");
  }
});

test.each(["localhost", "LocalHost:8001", "127.0.0.1:8001", "127.1.2.3", "[::1]", "[::1]:8001"])(
  "a request for the host %j is answered",
  async (host) => {
    const answer = await testServers().api.inject({ url: "/health", headers: { host } });
    expect(answer.statusCode).toBe(200);
  },
);

test("every answer carries the security headers and no permission for other origins", async () => {
  const { api } = testServers();
  for (const url of [
    "/",
    "/page.js",
    "/api/sessions",
    "/nowhere",
    "/%zz",
    "/api/sessions?limit=0",
  ]) {
    const { headers } = await api.inject({ url, headers: { origin: "http://evil.example" } });
    const { "cache-control": _, ...others } = secureHeaders;
    expect(headers).toMatchObject(others);
    expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  }
});

test("answers of the API are never kept by a browser", async () => {
  const { api } = testServers();
  for (const url of ["/api/sessions", "/api/stats", "/api/sessions/vscode:5d2", "/health"]) {
    expect((await api.inject(url)).headers["cache-control"]).toBe("no-store");
  }
});

test("each answer has a request id of its own", async () => {
  const { api } = testServers();
  const [first, second] = await Promise.all([api.inject("/health"), api.inject("/health")]);
  expect(first.headers["x-request-id"]).toMatch(/^[\da-f-]{36}$/);
  expect(second.headers["x-request-id"]).not.toBe(first.headers["x-request-id"]);
});

test.each([
  ["half a JSON text", post('{"query":'), 400, "invalid_json", "body: not valid JSON"],
  ["no JSON text", post(""), 400, "invalid_json", "body: not valid JSON"],
  [
    "a poisoned prototype",
    post('{"query":"a","__proto__":{"limit":1}}'),
    400,
    "invalid_json",
    "body: not valid JSON",
  ],
  [
    "more than 256 kB",
    post(JSON.stringify({ query: "a".repeat(256 * 1024) })),
    413,
    "body_too_large",
    "body: larger than 256 kB",
  ],
  [
    "plain text, which any page may send",
    post('{"query":"a"}', "text/plain"),
    415,
    "unsupported_media_type",
    "body: not JSON; use application/json",
  ],
])("a body of %s is refused", async (_name, request, status, code, message) => {
  const answer = await testServers().api.inject(request);
  expect(answer.statusCode).toBe(status);
  expect(answer.json()).toEqual({ error: { code, field: "body", message } });
});

test("a body of just under 256 kB is read", async () => {
  const answer = await testServers().api.inject(
    post(JSON.stringify({ query: "a", padding: "a".repeat(255 * 1024) })),
  );
  expect(answer.json().error.field).toBe("padding");
});

test("an unknown route and a broken URL are answered in JSON", async () => {
  const { api } = testServers();
  const unknown = await api.inject({ method: "DELETE", url: "/api/sessions/x?secret=1" });
  expect([unknown.statusCode, unknown.json()]).toEqual([
    404,
    { error: { code: "not_found", message: "No route DELETE /api/sessions/x." } },
  ]);
  const broken = await api.inject("/api/sessions/%zz");
  expect([broken.statusCode, broken.json()]).toEqual([
    400,
    { error: { code: "invalid_url", message: "The path is not a valid URL." } },
  ]);
});

test("an unexpected error shows nothing of itself, and its message reaches no log", async () => {
  const failure = Object.assign(new Error('fts5: syntax error near "my secret words"'), {
    code: "SQLITE_ERROR",
  });
  const { api, logLines } = testServers({ search: () => Promise.reject(failure) });
  const answer = await api.inject(post('{"query":"my secret words"}'));
  expect([answer.statusCode, answer.json()]).toEqual([
    500,
    {
      error: { code: "internal_error", message: "The server could not answer; its log says why." },
    },
  ]);
  const [failed, request] = logLines.map((line) => JSON.parse(line));
  expect(failed).toMatchObject({
    level: "error",
    msg: "request failed",
    requestId: answer.headers["x-request-id"],
    error: { type: "Error", code: "SQLITE_ERROR" },
  });
  expect(failed.error.stack[0]).toMatch(/^ {4}at /);
  expect(request).toMatchObject({ msg: "request", status: 500 });
  expect(logLines.join("\n")).not.toContain("secret");
});

test("a request is logged in one line by its pattern, without what was asked", async () => {
  const { api, logLines } = testServers();
  const answer = await api.inject("/api/sessions/vscode:5d2?words=private");
  await api.inject(post('{"query":"private"}'));
  await api.inject("/private?words=private");
  const [first, ...others] = logLines.map((line) => JSON.parse(line));
  expect(first).toEqual({
    level: "info",
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    service: "chat-app",
    requestId: answer.headers["x-request-id"],
    server: "api",
    method: "GET",
    route: "/api/sessions/:id",
    status: 200,
    durationSeconds: expect.any(Number),
    msg: "request",
  });
  expect(others.map(({ route, status }) => [route, status])).toEqual([
    ["/search", 200],
    ["unknown", 404],
  ]);
  expect(logLines.join("\n")).not.toContain("private");
});

test("what machines ask every few seconds is logged for debugging only", async () => {
  const { metrics, logLines } = testServers();
  for (const url of ["/health", "/ready", "/metrics"]) await metrics.inject(url);
  expect(logLines.map((line) => JSON.parse(line).level)).toEqual(["debug", "debug", "debug"]);
});

test("requests are counted by server, method, pattern and class of status", async () => {
  const { api, search, metricsText } = testServers();
  await api.inject("/api/sessions/vscode:5d2");
  await api.inject("/api/sessions/vscode:nope");
  await search.inject(post('{"query":"retry"}'));
  const counted = (await metricsText())
    .split("\n")
    .filter((line) => line.startsWith("copilot_http_requests_total{"));
  expect(counted).toEqual([
    'copilot_http_requests_total{server="api",method="GET",route="/api/sessions/:id",status_class="2xx"} 1',
    'copilot_http_requests_total{server="api",method="GET",route="/api/sessions/:id",status_class="4xx"} 1',
    'copilot_http_requests_total{server="search",method="POST",route="/search",status_class="2xx"} 1',
  ]);
});
