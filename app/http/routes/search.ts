import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import { callerOf, requireScope } from "../../access/caller.ts";
import type { Search } from "../../search/search.ts";
import type { Suggest } from "../../search/suggest.ts";
import type { ChatMetrics } from "../../telemetry/metrics.ts";
import { searchAnswer, suggestAnswer } from "../openapi/answers.ts";
import type { RouteDoc } from "../openapi/route-doc.ts";
import { searchRequest, suggestRequest } from "../search-request.ts";
import { valid } from "../validation.ts";

/** What an owner asks. */
export interface SearchRouteParts {
  searchOf: (owner: string) => Search;
  suggestOf: (owner: string) => Suggest;
}

/** Searches are posted, so that what a person looks for stands in no URL and no log of URLs. */
export function searchRoutes(
  { searchOf, suggestOf }: SearchRouteParts,
  metrics: Pick<ChatMetrics, "recordSearch">,
): FastifyPluginAsync {
  return async (app) => {
    const reading = { onRequest: requireScope("read") };
    app.post("/search", { ...reading, config: { doc: searchDoc } }, async (request, reply) => {
      const search = searchOf(callerOf(request).owner);
      const asked = valid(searchRequest, request.body);
      const { isFromCache, ...response } = await search(asked, { isFresh: isFresh(request) });
      metrics.recordSearch(response);
      reply.header("x-cache", isFromCache === undefined ? "off" : isFromCache ? "hit" : "miss");
      return response;
    });

    app.post("/suggest", { ...reading, config: { doc: suggestDoc } }, async (request) => {
      const suggest = suggestOf(callerOf(request).owner);
      return suggest(valid(suggestRequest, request.body).query);
    });
  };
}

const searchDoc: RouteDoc = {
  summary: "Sessions in which words or their meaning are found",
  body: searchRequest,
  answer: {
    description: "The best first; the header `x-cache` is `hit`, `miss` or `off`",
    body: searchAnswer,
  },
  problems: [503],
};

const suggestDoc: RouteDoc = {
  summary: "Other words for those of a query that occur nowhere",
  body: suggestRequest,
  answer: { description: "Words like them that occur", body: suggestAnswer },
  problems: [503],
};

/** Whether the client wants an answer that was made for it (RFC 9111, section 5.2.1). */
function isFresh({ headers }: FastifyRequest): boolean {
  return /\bno-(cache|store)\b/i.test(headers["cache-control"] ?? "");
}
