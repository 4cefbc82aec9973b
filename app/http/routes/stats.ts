import type { FastifyPluginAsync } from "fastify";
import { callerOf, requireScope } from "../../access/caller.ts";
import type { OpenedDatabase } from "../../store/open.ts";
import { stats } from "../openapi/answers.ts";
import type { RouteDoc } from "../openapi/route-doc.ts";

/**
 * How much is stored, and what the last finished import did, null before the first. A newer one that
 * has not finished runs or was interrupted: then the time when it began is there, else null.
 */
export function statsRoutes(database: Pick<OpenedDatabase, "forOwner">): FastifyPluginAsync {
  return async (app) => {
    app.get("/api/stats", { onRequest: requireScope("read"), config: { doc } }, async (request) => {
      const { owner, keyId } = callerOf(request);
      const { store } = database.forOwner(owner);
      const [counts, imports] = await Promise.all([store.counts(), store.lastImport()]);
      const { databaseBytes, ...seen } = counts;
      return {
        ...seen,
        // By the size of all whoever has a key would see others' chats come and go.
        ...(keyId === undefined && { databaseBytes }),
        lastImport: imports.finished ?? null,
        importUnfinishedSince: imports.unfinishedSince ?? null,
      };
    });
  };
}

const doc: RouteDoc = {
  summary: "How much is stored",
  answer: { description: "Counts, and what the last import did", body: stats },
};
