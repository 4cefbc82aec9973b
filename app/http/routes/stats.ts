import type { FastifyPluginAsync } from "fastify";
import type { Store } from "../../store/store.ts";

/** How much is stored, and what the last import did (null before the first). */
export function statsRoutes(store: Store): FastifyPluginAsync {
  return async (app) => {
    app.get("/api/stats", async () => {
      const [counts, lastImport] = await Promise.all([store.counts(), store.lastImport()]);
      return { ...counts, lastImport: lastImport ?? null };
    });
  };
}
