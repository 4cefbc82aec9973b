import type { RouteOptions } from "fastify";
import { scopesOf } from "../access/caller.ts";

/** Fastify hook that throws for a route which does not say who may ask it. */
export function requireGuard({ method, url, config, onRequest }: RouteOptions): void {
  if (config?.isOpen || scopesOf(onRequest).length > 0) return;
  throw new Error(
    `${method} ${url}: does not say who may ask; use { onRequest: requireScope(…) } or ` +
      "{ config: { isOpen: true } }",
  );
}
