import type { FastifyPluginAsync } from "fastify";
import { chatApp } from "../../service.ts";
import type { Store } from "../../store/store.ts";
import { Problem } from "../problem.ts";

/** Whether the process serves and in which version, and whether it has its database. */
export function healthRoutes(store: Store, version: string): FastifyPluginAsync {
  return async (app) => {
    app.get(chatApp.healthPath, async () => ({ status: "ok", version }));

    app.get(chatApp.readyPath, async () => {
      if (!(await store.isReady())) {
        throw new Problem(503, "not_ready", "The database cannot be read.");
      }
      return { status: "ready" };
    });
  };
}
