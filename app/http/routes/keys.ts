import type { FastifyPluginAsync } from "fastify";
import { requireScope } from "../../access/caller.ts";
import { createKey } from "../../access/new-key.ts";
import type { KeyStore } from "../../store/keys.ts";
import { Problem } from "../problem.ts";
import { keyRequest, valid } from "../validation.ts";

/** API keys of everybody: made, listed without their secrets, and revoked. */
export function keyRoutes(keys: KeyStore): FastifyPluginAsync {
  const administering = { onRequest: requireScope("admin") };
  return async (app) => {
    app.post("/api/keys", administering, async (request, reply) => {
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
    });

    app.get("/api/keys", administering, async () => ({ keys: await keys.list() }));

    app.delete<{ Params: { id: string } }>(
      "/api/keys/:id",
      administering,
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
