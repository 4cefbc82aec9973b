import type { RouteOptions } from "fastify";
import { isGuard } from "../access/caller.ts";

/** Fastify hook that throws for a route which does not say who may ask it. */
export function requireGuard({ method, url, config, onRequest }: RouteOptions): void {
  if (config?.isOpen || [onRequest].flat().some(isGuard)) return;
  throw new Error(
    `${method} ${url}: does not say who may ask; use { onRequest: requireScope(…) } or ` +
      "{ config: { isOpen: true } }",
  );
}
