import type { FastifyPluginAsync } from "fastify";
import { chatApp } from "../../service.ts";
import type { Problem } from "../problem.ts";

/** Why the application cannot do its work now; undefined when it can. Never throws. */
export type Readiness = () => Promise<Problem | undefined>;

/** Whether the process serves and in which version, and whether it is of use. */
export function healthRoutes(version: string, readiness: Readiness): FastifyPluginAsync {
  return async (app) => {
    app.get(chatApp.healthPath, open, async () => ({ status: "ok", version }));

    app.get(chatApp.readyPath, open, async () => {
      const problem = await readiness();
      if (problem !== undefined) throw problem;
      return { status: "ready" };
    });
  };
}

const open = { config: { isOpen: true } } as const;
