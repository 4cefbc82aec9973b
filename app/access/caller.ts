import type { FastifyRequest, onRequestAsyncHookHandler } from "fastify";
import { Problem } from "../http/problem.ts";
import type { Scope } from "./scope.ts";

export type { Scope } from "./scope.ts";

/** Who asks. */
export interface Caller {
  /** Whose chats are "own". */
  owner: string;
  scopes: ReadonlySet<Scope>;
  /** Of the stored key; undefined without one, as for this machine's own person. */
  keyId: number | undefined;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** The route tells nothing of anybody and needs no key. */
    isOpen?: true;
  }
}

/** Who asks; 401 where nobody proved who they are, as on a path that is open to all. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw unauthorized();
  return caller;
}

/** To be called by what has checked who asks. */
export function setCaller(request: FastifyRequest, caller: Caller): void {
  callers.set(request, caller);
}

const callers = new WeakMap<FastifyRequest, Caller>();

/**
 * Hook of a route, `{ onRequest: requireScope("ingest") }`, that lets callers with one of the scopes
 * pass: 401 without a right key, 403 without a scope. A server does not start with a route that has
 * neither this hook nor `{ config: { isOpen: true } }`.
 */
export function requireScope(...allowed: [Scope, ...Scope[]]): onRequestAsyncHookHandler {
  const guard: onRequestAsyncHookHandler = async (request) => {
    const { scopes } = callerOf(request);
    if (allowed.some((scope) => scopes.has(scope))) return;
    throw new Problem(403, "forbidden", `This needs the scope ${allowed.join(" or ")}.`);
  };
  guards.set(guard, allowed);
  return guard;
}

/** The scopes of which one lets a caller pass `hooks`; none where no hook is of `requireScope`. */
export function scopesOf(hooks: unknown): Scope[] {
  const isFunction = (hook: unknown) => typeof hook === "function";
  return [hooks]
    .flat()
    .filter(isFunction)
    .flatMap((hook) => guards.get(hook) ?? []);
}

const guards = new WeakMap<object, Scope[]>();

/** The one answer to every key that is not right: it does not tell why. */
export function unauthorized(): Problem {
  return new Problem(
    401,
    "unauthorized",
    "Authorization: no key that works here; use Bearer and a key of this installation",
    "Authorization",
    { "www-authenticate": "Bearer" },
  );
}
