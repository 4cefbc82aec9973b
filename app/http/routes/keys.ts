import type { FastifyPluginAsync } from "fastify";
import { requireScope } from "../../access/caller.ts";
import { createKey } from "../../access/new-key.ts";
import type { KeyStore } from "../../store/keys.ts";
import { createdKey, keyList } from "../openapi/answers.ts";
import type { RouteDoc } from "../openapi/route-doc.ts";
import { Problem } from "../problem.ts";
import { keyRequest, valid } from "../validation.ts";

/** API keys of everybody: made, listed without their secrets, and revoked. */
export function keyRoutes(keys: KeyStore): FastifyPluginAsync {
  const administering = { onRequest: requireScope("admin") };
  return async (app) => {
    app.post(
      "/api/keys",
      { ...administering, config: { doc: createDoc } },
      async (request, reply) => {
        const wanted = valid(keyRequest, request.body);
        const created = await createKey(keys, wanted, Date.now());
        if (created === undefined) {
          throw new Problem(
            409,
            "name_taken",
            `name: ${wanted.owner} has a key of this name, got ${JSON.stringify(wanted.name)}; ` +
              "use another name or revoke that key",
            "name",
          );
        }
        return reply.code(201).send({ ...created.key, secret: created.secret });
      },
    );

    app.get("/api/keys", { ...administering, config: { doc: listDoc } }, async () => ({
      keys: await keys.list(),
    }));

    app.delete<{ Params: { id: string } }>(
      "/api/keys/:id",
      { ...administering, config: { doc: revokeDoc } },
      async (request, reply) => {
        const { id } = request.params;
        // No more digits than the database counts to.
        const isRevoked = /^\d{1,9}$/.test(id) && (await keys.revoke(Number(id), Date.now()));
        if (!isRevoked) throw new Problem(404, "not_found", "id: no such key that works", "id");
        return reply.code(204).send();
      },
    );
  };
}

const createDoc: RouteDoc = {
  summary: "Makes an API key",
  body: keyRequest,
  answer: { status: 201, description: "The key with its secret", body: createdKey },
  problems: [409],
};

const listDoc: RouteDoc = {
  summary: "API keys of everybody",
  answer: { description: "Without their secrets", body: keyList },
};

const revokeDoc: RouteDoc = {
  summary: "Revokes an API key",
  answer: { status: 204, description: "It works no more" },
  problems: [404],
};
