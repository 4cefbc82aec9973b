import type { FastifyPluginAsync } from "fastify";
import type { SessionDetail, Store } from "../../store/store.ts";
import { Problem } from "../problem.ts";
import { sessionPage, valid } from "../validation.ts";

/** Stored sessions, newest first, and one of them with its messages. */
export function sessionRoutes(store: Store): FastifyPluginAsync {
  return async (app) => {
    app.get("/api/sessions", async (request) => store.sessions(valid(sessionPage, request.query)));

    app.get<{ Params: { id: string } }>("/api/sessions/:id", async (request) => {
      const session = await store.session(request.params.id);
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
