import type { RouteOptions } from "fastify";
import { z } from "zod";
import { scopesOf } from "../../access/caller.ts";
import { problemBody } from "./answers.ts";
import type { RouteDoc } from "./route-doc.ts";

/** A route that a server has, as Fastify's `onRoute` hook tells it. */
export type DescribedRoute = Pick<RouteOptions, "method" | "url" | "onRequest" | "config">;

/** The OpenAPI 3.1 document of these routes, made of the schemas that they read requests by. */
export function openApiDocument(routes: DescribedRoute[], version: string) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const { method, url, config } = route;
    if (config?.doc === undefined) continue;
    for (const name of [method].flat().filter((one) => one !== "HEAD")) {
      const path = url.replaceAll(/:(\w+)/g, "{$1}");
      paths[path] = { ...paths[path], [name.toLowerCase()]: operation(route, config.doc) };
    }
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Copilot chats",
      version,
      description: "Collects, keeps, searches and serves a team's Copilot chats.",
      license: { name: "MIT", identifier: "MIT" },
    },
    paths,
    components: {
      securitySchemes: {
        key: {
          type: "http",
          scheme: "bearer",
          description: "An API key; `keys create` makes one. None is needed on loopback.",
        },
      },
      schemas: { Problem: jsonSchema(problemBody) },
    },
  };
}

function operation({ url, onRequest }: DescribedRoute, doc: RouteDoc) {
  const scopes = scopesOf(onRequest);
  const { status = 200, description, body, types = [] } = doc.answer;
  const content = [
    ...(body === undefined ? [] : [["application/json", { schema: jsonSchema(body) }]]),
    ...types.map((type) => [type, {}]),
  ];
  const problems = new Set([
    ...(doc.query === undefined && doc.body === undefined ? [] : [400]),
    ...(doc.body === undefined ? [] : [413, 415]),
    ...(scopes.length === 0 ? [] : [401, 403]),
    ...(doc.problems ?? []),
  ]);
  return {
    summary: doc.summary,
    ...(scopes.length > 0 && { security: [{ key: scopes }, {}] }),
    parameters: [...pathParameters(url), ...queryParameters(doc.query)],
    ...(doc.body !== undefined && {
      requestBody: {
        required: true,
        content: { "application/json": { schema: jsonSchema(doc.body) } },
      },
    }),
    responses: {
      [status]: {
        description,
        ...(content.length > 0 && { content: Object.fromEntries(content) }),
      },
      ...Object.fromEntries([...problems].map((problem) => [problem, problemAnswer(problem)])),
    },
  };
}

function pathParameters(url: string) {
  return Array.from(url.matchAll(/:(\w+)/g), ([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function queryParameters(query: z.ZodType | undefined) {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(query);
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
}

function problemAnswer(status: number) {
  const schema = { $ref: "#/components/schemas/Problem" };
  return {
    description: problemDescriptions[status] ?? "The request cannot be answered",
    content: { "application/json": { schema } },
  };
}

const problemDescriptions: Record<number, string> = {
  400: "A field is not right; `field` names it",
  401: "No key that works here",
  403: "The key lacks the scope, or the thing is somebody else's",
  404: "There is no such thing, or not for this key",
  409: "It is there already",
  413: "The body is too large",
  415: "The body is not JSON",
  429: "Too much in this time; `retry-after` says when to come again",
  503: "The database does not answer",
};

/** As a request is written. What no schema can say is left open. */
function jsonSchema(schema: z.ZodType) {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    reused: "inline",
  });
  return json;
}
