import type { FastifyPluginAsync } from "fastify";
import { callerOf, requireScope } from "../../access/caller.ts";
import type { Search } from "../../search/search.ts";
import { similarSessions } from "../../search/similar.ts";
import type { OpenedDatabase } from "../../store/open.ts";
import { similarAnswer } from "../openapi/answers.ts";
import type { RouteDoc } from "../openapi/route-doc.ts";
import { Problem } from "../problem.ts";
import { similarPage } from "../session-request.ts";
import { valid } from "../validation.ts";

/** Sessions that are about the same as one that the caller sees. */
export function similarRoutes(
  database: Pick<OpenedDatabase, "forOwner">,
  searchOf: (owner: string) => Search,
): FastifyPluginAsync {
  return async (app) => {
    const reading = { onRequest: requireScope("read"), config: { doc } };
    app.get<{ Params: { id: string } }>("/api/sessions/:id/similar", reading, async (request) => {
      const { owner } = callerOf(request);
      const { limit } = valid(similarPage, request.query);
      const session = await database.forOwner(owner).store.session(request.params.id);
      if (session === undefined) {
        throw new Problem(404, "not_found", "id: no such session", "id");
      }
      return similarSessions(searchOf(owner), session, limit);
    });
  };
}

const doc: RouteDoc = {
  summary: "Sessions that are about the same as this one",
  query: similarPage,
  answer: { description: "The most similar first", body: similarAnswer },
  problems: [404],
};
