import type { FastifyPluginAsync } from "fastify";
import { chatApp } from "../../service.ts";
import { health, readiness } from "../openapi/answers.ts";
import type { RouteDoc } from "../openapi/route-doc.ts";
import type { Problem } from "../problem.ts";

/** Why the application cannot do its work now; undefined when it can. Never throws. */
export type Readiness = () => Promise<Problem | undefined>;

/** Whether the process serves and in which version, and whether it is of use. */
export function healthRoutes(version: string, whetherReady: Readiness): FastifyPluginAsync {
  return async (app) => {
    app.get(chatApp.healthPath, { config: { isOpen: true, doc: healthDoc } }, async () => ({
      status: "ok",
      version,
    }));

    app.get(chatApp.readyPath, { config: { isOpen: true, doc: readyDoc } }, async () => {
      const problem = await whetherReady();
      if (problem !== undefined) throw problem;
      return { status: "ready" };
    });
  };
}

const healthDoc: RouteDoc = {
  summary: "Whether the process serves",
  answer: { description: "It does", body: health },
};

const readyDoc: RouteDoc = {
  summary: "Whether it is of use",
  answer: { description: "It is", body: readiness },
  problems: [503],
};
