import {
  defaultTextMapGetter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
} from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
} from "@opentelemetry/semantic-conventions";
import type { FastifyInstance } from "fastify";
import { isProbe } from "../http/probes.ts";

/** A span for each request that is being answered, but probes. */
export interface RequestSpans {
  trace(app: FastifyInstance): void;
  /** The span of a running request, by its id. */
  ofRequest(id: string): Span | undefined;
}

/**
 * Spans carry method, route pattern and status alone. They go on with the trace that the caller's
 * `traceparent` names, else with one of their own.
 */
export function requestSpans(tracer: Tracer): RequestSpans {
  const running = new Map<string, Span>();
  const propagator = new W3CTraceContextPropagator();
  return {
    ofRequest: (id) => running.get(id),

    trace(app) {
      app.addHook("onRequest", async ({ id, method, headers, routeOptions }) => {
        const route = routeOptions.url;
        if (route !== undefined && isProbe(route)) return;
        const span = tracer.startSpan(
          `${method} ${route ?? "unknown"}`,
          {
            kind: SpanKind.SERVER,
            attributes: {
              [ATTR_HTTP_REQUEST_METHOD]: method,
              ...(route !== undefined && { [ATTR_HTTP_ROUTE]: route }),
            },
          },
          propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter),
        );
        running.set(id, span);
      });

      app.addHook("onResponse", async ({ id }, { statusCode }) => {
        const span = running.get(id);
        running.delete(id);
        span?.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, statusCode);
        if (statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
        span?.end();
      });
    },
  };
}
