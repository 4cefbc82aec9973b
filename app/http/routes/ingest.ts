import { Readable } from "node:stream";
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from "fastify";
import { callerOf, requireScope } from "../../access/caller.ts";
import { admission } from "../../ingest/admission.ts";
import { type BodyLimits, type JsonBody, readJson } from "../../ingest/body.ts";
import { ingestSessions } from "../../ingest/ingest.ts";
import { isKnown } from "../../ingest/known-session.ts";
import { ingestLimits } from "../../ingest/limits.ts";
import {
  type CheckAnswer,
  checkAnswer,
  checkPath,
  checkRequest,
  type IngestAnswer,
  idOf,
  ingestAnswer,
  ingestPath,
  ingestRequest,
} from "../../ingest/protocol.ts";
import { dayOf, type IngestQuotas, refuseBytes, refuseSessions } from "../../ingest/quotas.ts";
import type { Sanitizer } from "../../sanitize/sanitizer.ts";
import type { OpenedDatabase } from "../../store/open.ts";
import type { ChatMetrics } from "../../telemetry/metrics.ts";
import type { RouteDoc } from "../openapi/route-doc.ts";
import { Problem } from "../problem.ts";
import { valid } from "../validation.ts";

export interface IngestRouteParts {
  database: Pick<OpenedDatabase, "forOwner">;
  quotas: IngestQuotas;
  /** Of this server; made when the first session comes. */
  sanitizer: () => Promise<Sanitizer>;
  metrics: Pick<ChatMetrics, "recordIngest" | "recordIngestRefusal">;
  /** Hears whose sessions have come. */
  onStored?: (owner: string) => void;
  /** Milliseconds since 1970; default `Date.now`. */
  now?: () => number;
}

/** What collectors elsewhere send their chats to. */
export function ingestRoutes(parts: IngestRouteParts): FastifyPluginAsync {
  const { database, quotas, sanitizer, metrics, onStored, now = Date.now } = parts;
  const { count, enter } = admission(quotas, now);
  const mayIngest = { onRequest: requireScope("ingest") };
  return async (app) => {
    leaveBodiesUnread(app);
    app.addHook("onError", async (_request, _reply, error) => {
      metrics.recordIngestRefusal(error instanceof Problem ? error.code : "other");
    });

    app.post(
      checkPath,
      { ...mayIngest, config: { doc: checkDoc } },
      async (request): Promise<CheckAnswer> => {
        const { owner } = callerOf(request);
        count(owner);
        const limits = {
          bodyBytes: ingestLimits.checkBytes,
          decodedBytes: ingestLimits.checkBytes,
        };
        const { value } = await bodyOf(request, limits);
        const { collector, visibility, sessions } = valid(checkRequest, value);
        const known = await database.forOwner(owner).ingests.known(collector, sessions);
        const wanted = sessions.filter(
          (session) => !isKnown(known.get(idOf(session)), { ...session, visibility }),
        );
        return { wanted: wanted.map(idOf) };
      },
    );

    app.post(
      ingestPath,
      { ...mayIngest, config: { doc: ingestDoc } },
      async (request): Promise<IngestAnswer> => {
        const { owner } = callerOf(request);
        count(owner);
        using _place = enter(owner);
        const { store, ingests } = database.forOwner(owner);
        const day = dayOf(now());
        const use = await ingests.use(day);
        refuseBytes(quotas, use, 0, now());
        const { value, sizeBytes } = await bodyOf(request, ingestLimits);
        refuseBytes(quotas, use, sizeBytes, now());
        await ingests.addBytes(day, sizeBytes);

        const place = { store, ingests, sanitizer: await sanitizer(), log: request.log };
        const answer = await ingestSessions(valid(ingestRequest, value), place, (added) =>
          refuseSessions(quotas, use, added),
        );
        metrics.recordIngest(answer);
        onStored?.(owner);
        return answer;
      },
    );
  };
}

const checkDoc: RouteDoc = {
  summary: "Which sessions are not known like this, before they are sent",
  body: checkRequest,
  answer: { description: "Those to send", body: checkAnswer },
  problems: [429],
};

const ingestDoc: RouteDoc = {
  summary: "Takes sessions of a collector in",
  body: ingestRequest,
  answer: { description: "What became of each", body: ingestAnswer },
  problems: [429, 503],
};

/** Whoever may not send, or too much, is refused before anything is read. */
function leaveBodiesUnread(app: FastifyInstance): void {
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser("application/json", (_request, body, done) => done(null, body));
}

async function bodyOf({ body, headers }: FastifyRequest, limits: BodyLimits): Promise<JsonBody> {
  if (body instanceof Readable) return readJson(body, headers["content-encoding"], limits);
  throw new Problem(400, "invalid_json", "body: empty; use JSON", "body");
}
