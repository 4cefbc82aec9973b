import type { FastifyPluginAsync } from "fastify";
import { callerOf, requireScope } from "../../access/caller.ts";
import type { OpenedDatabase } from "../../store/open.ts";
import { sessionName } from "../../store/session-name.ts";
import { sessionVisibility } from "../openapi/answers.ts";
import type { RouteDoc } from "../openapi/route-doc.ts";
import { Problem } from "../problem.ts";
import { valid, visibilityRequest } from "../validation.ts";

/** An owner shows a session to the team or takes it back: as a write it needs more than `read`. */
export function visibilityRoutes(database: Pick<OpenedDatabase, "forOwner">): FastifyPluginAsync {
  const writing = { onRequest: requireScope("ingest"), config: { doc } };
  return async (app) => {
    app.patch<{ Params: { id: string } }>("/api/sessions/:id", writing, async (request) => {
      const { id } = request.params;
      const { owner } = callerOf(request);
      const { visibility } = valid(visibilityRequest, request.body);
      // Whether there is such a session stays untold.
      if ((sessionName(id)?.owner ?? owner) !== owner) {
        throw new Problem(403, "forbidden", "id: of somebody else, who alone may change it", "id");
      }
      if (!(await database.forOwner(owner).store.setVisibility(id, visibility))) {
        throw new Problem(404, "not_found", "id: no such session", "id");
      }
      return { id, visibility };
    });
  };
}

const doc: RouteDoc = {
  summary: "Shows a session to the team, or takes it back",
  body: visibilityRequest,
  answer: { description: "Who sees it now", body: sessionVisibility },
  problems: [404],
};
