import { expect, test } from "vitest";
import { keyAccess } from "../access/key-access.ts";
import { createKey } from "../access/new-key.ts";
import { temporaryDatabase } from "../store/test-database.ts";
import { allServer } from "./servers.ts";
import { testServers } from "./testing.ts";

const origin = "https://team.example.org";

/** A server that lets pages of `origin` ask with a key, and whatever asks it. */
async function keyedServer() {
  const database = await temporaryDatabase();
  const access = keyAccess({ keys: database.keys, adminKey: undefined });
  const parts = { ...testServers().parts, access, database, corsOrigins: [origin] };
  const key = await createKey(
    database.keys,
    { owner: "ada", name: "page", scopes: ["read"] },
    Date.now(),
  );
  return { server: allServer(parts), authorization: `Bearer ${key?.secret}` };
}

const preflight = (from: string, method = "GET") => ({
  method: "OPTIONS" as const,
  url: "/api/sessions",
  headers: {
    origin: from,
    "access-control-request-method": method,
    "access-control-request-headers": "authorization",
  },
});

const permissions = (headers: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith("access-control")));

test("a page of an origin that is named may ask with a key, and asks that without one", async () => {
  const { server, authorization } = await keyedServer();
  const asked = await server.inject(preflight(origin));
  expect(asked.statusCode).toBe(204);
  expect(permissions(asked.headers)).toEqual({
    "access-control-allow-origin": origin,
    "access-control-allow-methods": "GET, POST, PATCH, DELETE",
    "access-control-allow-headers": "authorization, cache-control, content-type",
    "access-control-max-age": "600",
    "access-control-expose-headers": "retry-after, x-cache, x-request-id",
  });

  const headers = { origin, authorization };
  const answer = await server.inject({ url: "/api/sessions", headers });
  expect([answer.statusCode, answer.headers.vary]).toEqual([200, "Origin"]);
  expect(permissions(answer.headers)).toMatchObject({ "access-control-allow-origin": origin });

  const refused = await server.inject({ url: "/api/sessions", headers: { origin } });
  expect(refused.statusCode).toBe(401);
  expect(permissions(refused.headers)).toMatchObject({ "access-control-allow-origin": origin });
});

test.each(["https://evil.example", `${origin}.evil.example`, "http://team.example.org", "null"])(
  "a page of %s may not, nor with a key",
  async (from) => {
    const { server, authorization } = await keyedServer();
    const asked = await server.inject(preflight(from));
    expect(asked.headers).not.toHaveProperty("access-control-allow-origin");
    const headers = { origin: from, authorization };
    const answer = await server.inject({ url: "/api/sessions", headers });
    expect(answer.headers).not.toHaveProperty("access-control-allow-origin");
  },
);

test("no origin that is named gets past the key, the scope or an unknown route", async () => {
  const { server, authorization } = await keyedServer();
  const headers = { origin, authorization };
  const status = async (method: "GET" | "OPTIONS", url: string, sent: object = headers) =>
    (await server.inject({ method, url, headers: { ...sent } })).statusCode;
  expect(await status("GET", "/api/keys")).toBe(403);
  expect(await status("GET", "/api/nothing")).toBe(404);
  expect(await status("OPTIONS", "/api/sessions", { origin })).toBe(400);
});

test("where none is named, nobody is told what may be asked", async () => {
  const answer = await testServers().all.inject(preflight(origin));
  expect(answer.statusCode).toBe(404);
  expect(permissions(answer.headers)).toEqual({});
});

test("a hostile name of this machine stays refused, whoever is named", async () => {
  const { parts } = testServers();
  const server = allServer({ ...parts, corsOrigins: [origin] });
  const headers = { origin, host: "evil.example" };
  expect((await server.inject({ url: "/api/sessions", headers })).statusCode).toBe(421);
});
