import type { FastifyPluginAsync } from "fastify";
import { type DescribedRoute, openApiDocument } from "../openapi/document.ts";

/** The description of `routes`, which are those of the server once it is ready. */
export function openApiRoutes(routes: DescribedRoute[], version: string): FastifyPluginAsync {
  return async (app) => {
    let document: ReturnType<typeof openApiDocument> | undefined;
    app.get("/openapi.json", { config: { isOpen: true, doc } }, async () => {
      document ??= openApiDocument(routes, version);
      return document;
    });
  };
}

const doc = {
  summary: "This description",
  answer: { description: "OpenAPI 3.1", types: ["application/json"] },
};
