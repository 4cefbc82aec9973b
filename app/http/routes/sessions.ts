import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import { callerOf, requireScope } from "../../access/caller.ts";
import type { OpenedDatabase } from "../../store/open.ts";
import type { SessionDetail } from "../../store/store.ts";
import { sessionDetail, sessionList } from "../openapi/answers.ts";
import type { RouteDoc } from "../openapi/route-doc.ts";
import { Problem } from "../problem.ts";
import { sessionPage } from "../session-request.ts";
import { valid } from "../validation.ts";

/** Stored sessions, newest first, and one of them with its messages. */
export function sessionRoutes(database: Pick<OpenedDatabase, "forOwner">): FastifyPluginAsync {
  return async (app) => {
    const reading = { onRequest: requireScope("read") };
    const storeOf = (request: FastifyRequest) => database.forOwner(callerOf(request).owner).store;

    app.get("/api/sessions", { ...reading, config: { doc: listDoc } }, async (request) =>
      storeOf(request).sessions(valid(sessionPage, request.query)),
    );

    const one = { ...reading, config: { doc: detailDoc } };
    app.get<{ Params: { id: string } }>("/api/sessions/:id", one, async (request) => {
      const session = await storeOf(request).session(request.params.id);
      if (session === undefined) {
        throw new Problem(404, "not_found", "id: no such session", "id");
      }
      return readable(session);
    });
  };
}

const listDoc: RouteDoc = {
  summary: "Sessions, the latest first",
  query: sessionPage,
  answer: { description: "A page of those that fit", body: sessionList },
};

const detailDoc: RouteDoc = {
  summary: "A session with its messages",
  answer: { description: "The session", body: sessionDetail },
  problems: [404],
};

/** Without the product's own objects, which repeat the text and can be many times its size. */
function readable(session: SessionDetail) {
  return {
    ...session,
    messages: session.messages.map((message) => ({
      ...message,
      parts: message.parts.map(({ kind, text }) => ({ kind, text })),
    })),
  };
}
