import type { FastifyPluginAsync } from "fastify";
import type { Search } from "../../search/search.ts";
import type { ChatMetrics } from "../../telemetry/metrics.ts";
import { searchRequest, valid } from "../validation.ts";

/** Searches are posted, so that what a person looks for stands in no URL and no log of URLs. */
export function searchRoutes(search: Search, metrics: ChatMetrics): FastifyPluginAsync {
  return async (app) => {
    app.post("/search", async (request) => {
      const response = await search(valid(searchRequest, request.body));
      metrics.recordSearch(response);
      return response;
    });
  };
}
