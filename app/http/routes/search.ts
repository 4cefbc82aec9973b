import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import { callerOf, requireScope } from "../../access/caller.ts";
import type { Search } from "../../search/search.ts";
import type { ChatMetrics } from "../../telemetry/metrics.ts";
import { searchRequest } from "../search-request.ts";
import { valid } from "../validation.ts";

/** Searches are posted, so that what a person looks for stands in no URL and no log of URLs. */
export function searchRoutes(
  searchOf: (owner: string) => Search,
  metrics: ChatMetrics,
): FastifyPluginAsync {
  return async (app) => {
    app.post("/search", { onRequest: requireScope("read") }, async (request, reply) => {
      const search = searchOf(callerOf(request).owner);
      const asked = valid(searchRequest, request.body);
      const { isFromCache, ...response } = await search(asked, { isFresh: isFresh(request) });
      metrics.recordSearch(response);
      reply.header("x-cache", isFromCache === undefined ? "off" : isFromCache ? "hit" : "miss");
      return response;
    });
  };
}

/** Whether the client wants an answer that was made for it (RFC 9111, section 5.2.1). */
function isFresh({ headers }: FastifyRequest): boolean {
  return /\bno-(cache|store)\b/i.test(headers["cache-control"] ?? "");
}
