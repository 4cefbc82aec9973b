import { fastify } from "fastify";
import { expect, test } from "vitest";
import { sendProblem } from "../http/problem.ts";
import { httpServer } from "../http/server.ts";
import { testServers } from "../http/testing.ts";
import { requireScope } from "./caller.ts";

test("a server does not start with a route that does not say who may ask", async () => {
  const { parts } = testServers();
  const app = httpServer({ ...parts, name: "all" }, [
    async (routes) => {
      routes.get("/forgotten", async () => "");
    },
  ]);
  await expect(app.ready()).rejects.toThrow(
    "GET /forgotten: does not say who may ask; " +
      "use { onRequest: requireScope(…) } or { config: { isOpen: true } }",
  );
});

test("a guarded route refuses even where nobody looked for a key", async () => {
  const app = fastify();
  app.setErrorHandler(sendProblem);
  app.get("/who", { onRequest: requireScope("read") }, async () => "");
  expect((await app.inject("/who")).statusCode).toBe(401);
});
