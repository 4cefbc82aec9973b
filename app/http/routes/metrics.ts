import type { FastifyPluginAsync, RouteShorthandOptions } from "fastify";
import { z } from "zod";
import { chatApp } from "../../service.ts";
import type { MetricSnapshots } from "../../store/metric-snapshots.ts";
import type { ChatMetrics } from "../../telemetry/metrics.ts";
import { snapshotDays } from "../../telemetry/snapshots.ts";
import { preferredType } from "../accepts.ts";
import * as answers from "../openapi/answers.ts";
import type { RouteDoc } from "../openapi/route-doc.ts";
import { valid } from "../validation.ts";

export interface MetricsRouteParts {
  metrics: Pick<ChatMetrics, "text" | "contentType" | "families">;
  snapshots: Pick<MetricSnapshots, "between">;
  /** Milliseconds since 1970; default `Date.now`. */
  now?: () => number;
}

/** Many points for a chart, and far from what a person waits for. */
const mostSnapshots = 300;

/**
 * What Prometheus scrapes, and the same for programs: as JSON, or as Prometheus text where `Accept`
 * wants that more; with `history` what was saved since then, as JSON. `who` says who may.
 */
export function metricsRoutes(
  { metrics, snapshots, now = Date.now }: MetricsRouteParts,
  who: Pick<RouteShorthandOptions, "onRequest" | "config">,
): FastifyPluginAsync {
  return async (app) => {
    app.get(chatApp.metricsPath, described(who, scrapeDoc), async (_request, reply) =>
      reply.type(metrics.contentType).send(await metrics.text()),
    );

    app.get("/api/metrics", described(who, metricsDoc), async (request, reply) => {
      const { history } = valid(metricsQuery, request.query);
      if (history !== undefined) {
        const to = now();
        const from = to - history;
        return { from, to, snapshots: await snapshots.between(from, to, mostSnapshots) };
      }
      const type = preferredType(request.headers.accept, ["application/json", "text/plain"]);
      if (type === "text/plain") {
        return reply.type(metrics.contentType).send(await metrics.text());
      }
      return { takenAt: now(), families: await metrics.families() };
    });
  };
}

function described(
  { config, ...guard }: Pick<RouteShorthandOptions, "onRequest" | "config">,
  doc: RouteDoc,
) {
  return { ...guard, config: { ...config, doc } };
}

const minutes = { m: 1, h: 60, d: 24 * 60 };

/** Query string of `/api/metrics`. */
export const metricsQuery = z.strictObject({
  /** A duration in milliseconds, of the text `90m`, `24h` or `7d`. */
  history: z
    .string({ error: ({ input }) => notDuration(input) })
    .transform((text, context) => {
      const ms = durationMs(text);
      if (ms !== undefined) return ms;
      context.addIssue({ code: "custom", message: notDuration(text) });
      return z.NEVER;
    })
    .optional(),
});

function durationMs(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  if (unit !== "m" && unit !== "h" && unit !== "d") return undefined;
  const total = Number(digits) * minutes[unit];
  return total >= 1 && total <= snapshotDays * minutes.d ? total * 60_000 : undefined;
}

function notDuration(input: unknown): string {
  const shown = JSON.stringify(input).slice(0, 80);
  return `not a duration from 1m to ${snapshotDays}d, got ${shown}; use for example 90m, 24h or 7d`;
}

const scrapeDoc: RouteDoc = {
  summary: "The metrics, for Prometheus",
  answer: { description: "Every family", types: ["text/plain"] },
};

const metricsDoc: RouteDoc = {
  summary: "The metrics, for programs",
  query: metricsQuery,
  answer: {
    description: "Every family, or with `history` what was saved since then",
    body: answers.metrics,
    types: ["text/plain"],
  },
};
