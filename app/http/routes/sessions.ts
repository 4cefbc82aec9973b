import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import { callerOf, requireScope } from "../../access/caller.ts";
import type { OpenedDatabase } from "../../store/open.ts";
import type { SessionDetail } from "../../store/store.ts";
import { Problem } from "../problem.ts";
import { sessionPage, valid } from "../validation.ts";

/** Stored sessions, newest first, and one of them with its messages. */
export function sessionRoutes(database: Pick<OpenedDatabase, "forOwner">): FastifyPluginAsync {
  return async (app) => {
    const reading = { onRequest: requireScope("read") };
    const storeOf = (request: FastifyRequest) => database.forOwner(callerOf(request).owner).store;

    app.get("/api/sessions", reading, async (request) =>
      storeOf(request).sessions(valid(sessionPage, request.query)),
    );

    app.get<{ Params: { id: string } }>("/api/sessions/:id", reading, async (request) => {
      const session = await storeOf(request).session(request.params.id);
      if (session === undefined) {
        throw new Problem(404, "not_found", "id: no such session", "id");
      }
      return readable(session);
    });
  };
}

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
