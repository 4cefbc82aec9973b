import type { InjectOptions } from "fastify";
import { expect, test } from "vitest";
import { checkPath, ingestPath } from "../../ingest/protocol.ts";
import { ingestBody, pushed } from "../../ingest/test-pushes.ts";
import { answer, chat, prompt } from "../../store/test-chats.ts";
import { temporaryDatabase } from "../../store/test-database.ts";
import { routesOf, saveWithVectors, team, withKey } from "../test-team.ts";
import { testServers } from "../testing.ts";
import type { DescribedRoute } from "./document.ts";
import type { RouteDoc } from "./route-doc.ts";

const sent = chat({ id: "sent", messages: [prompt("r1", "How do I whisk eggs?")] });
const { contentHash } = pushed(sent);

/** One request or more of each route that answers with JSON. */
const examples: Record<string, InjectOptions[]> = {
  "GET /health": [{ url: "/health" }],
  "GET /ready": [{ url: "/ready" }],
  "GET /api/metrics": [{ url: "/api/metrics" }, { url: "/api/metrics?history=24h" }],
  "GET /api/sessions": [{ url: "/api/sessions" }, { url: "/api/sessions?source=github" }],
  "GET /api/sessions/{id}": [{ url: "/api/sessions/vscode:rich" }],
  "GET /api/sessions/{id}/similar": [{ url: "/api/sessions/vscode:own/similar" }],
  "GET /api/stats": [{ url: "/api/stats" }],
  "POST /search": [{ query: "churn" }, { query: "chrun", mode: "text" }].map((payload) => ({
    method: "POST",
    url: "/search",
    payload,
  })),
  "POST /suggest": [{ method: "POST", url: "/suggest", payload: { query: "chrun" } }],
  "PATCH /api/sessions/{id}": [
    { method: "PATCH", url: "/api/sessions/vscode:own", payload: { visibility: "team" } },
  ],
  "POST /api/keys": [
    { method: "POST", url: "/api/keys", payload: { owner: "ada", name: "new", expiresDays: 1 } },
  ],
  "GET /api/keys": [{ url: "/api/keys" }],
  "DELETE /api/keys/{id}": [],
  [`POST ${checkPath}`]: [
    {
      method: "POST",
      url: checkPath,
      payload: { collector: "x", sessions: [{ source: "vscode", id: "sent", contentHash }] },
    },
  ],
  [`POST ${ingestPath}`]: [
    { method: "POST", url: ingestPath, payload: ingestBody([pushed(sent)]) },
    { method: "POST", url: ingestPath, payload: ingestBody([{ session: {} } as never]) },
  ],
};

test("every route of every server is described in one document", async () => {
  for (const [name, server] of Object.entries(testServers())) {
    if (!("inject" in server) || name === "probes") continue;
    const routes = (await routesOf(server)).filter((route) => !route.startsWith("HEAD "));
    const { paths } = (await server.inject("/openapi.json")).json();
    const described = Object.entries<object>(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const written = routes.map((route) => route.replaceAll(/:(\w+)/g, "{$1}"));
    expect(described.toSorted()).toEqual(written.toSorted());
  }
});

test("answers are what their descriptions say, and nothing more", async () => {
  const { grace, keyFor, servers } = await team(await temporaryDatabase(), { privateChat: true });
  await saveWithVectors(grace, rich);
  const { all } = servers;
  if (all === undefined) throw new Error("no server");
  const docs = new Map<string, RouteDoc>();
  all.addHook("onRoute", ({ method, url, config }: DescribedRoute) => {
    const path = url.replaceAll(/:(\w+)/g, "{$1}");
    if (config?.doc !== undefined) docs.set(`${[method].flat()[0]} ${path}`, config.doc);
  });
  const key = await keyFor("grace", ["read", "ingest", "admin"]);
  await all.ready();

  const isJson = ([route, { answer }]: [string, RouteDoc]) =>
    answer.types === undefined || (answer.body !== undefined && !route.startsWith("HEAD "));
  const withJson = [...docs].filter(isJson).map(([route]) => route);
  expect(withJson.filter((route) => !route.startsWith("HEAD ")).toSorted()).toEqual(
    Object.keys(examples).toSorted(),
  );
  for (const [route, requests] of Object.entries(examples)) {
    const { status = 200, body } = docs.get(route)?.answer ?? {};
    for (const request of requests) {
      const given = await all.inject(withKey(request, key));
      expect([route, given.statusCode, given.body]).toEqual([route, status, given.body]);
      expect(body?.parse(given.json()), route).toEqual(given.json());
    }
  }
});

test("a route is described by what its requests are read by", async () => {
  const { paths, components, openapi } = (await testServers().all.inject("/openapi.json")).json();
  expect(openapi).toBe("3.1.1");
  expect(components.schemas.Problem.required).toEqual(["error"]);
  const { parameters, responses, security } = paths["/api/sessions/{id}/similar"].get;
  expect(parameters).toEqual([
    { name: "id", in: "path", required: true, schema: { type: "string" } },
    {
      name: "limit",
      in: "query",
      required: false,
      schema: { type: "integer", minimum: 1, maximum: 50 },
    },
  ]);
  expect(Object.keys(responses)).toEqual(["200", "400", "401", "403", "404"]);
  expect(security).toEqual([{ key: ["read"] }, {}]);
  const search = paths["/search"].post.requestBody.content["application/json"].schema;
  expect(search.required).toEqual(["query"]);
  expect(search.additionalProperties).toBe(false);
  expect(search.properties.query).toEqual({ type: "string", minLength: 1, maxLength: 1000 });
  expect(search.properties.limit).toMatchObject({ type: "integer", minimum: 1, maximum: 100 });
  expect(Object.keys(search.properties.filters.properties)).toHaveLength(8);
  expect(paths["/health"].get).not.toHaveProperty("security");
});

const rich = chat({
  id: "rich",
  title: "All that there is",
  workspace: { uri: "file:///shop", name: "shop", repository: "github.com/grace/shop" },
  usage: [{ model: "gpt-5", requests: 2, promptTokens: 10, completionTokens: 20 }],
  messages: [
    { ...prompt("r1", "How do I churn?"), intent: { command: "explain", agent: "a", mode: "ask" } },
    {
      ...answer("r1", "Slowly."),
      toolCalls: [
        { id: "c", tool: "t", summary: "s", input: "{}", output: "out", outcome: "failed" },
      ],
    },
  ],
});
