import type { FastifyRequest } from "fastify";
import type { Caller } from "./caller.ts";
import { localOwner } from "./owner.ts";

/** How a server finds out who asks. */
export interface Access {
  /** Throws a Problem for whoever may not ask. */
  identify(request: FastifyRequest): Promise<Caller>;
  /** Whether it is enough to get at the port: then it must not be got at in another's name. */
  trustsPort: boolean;
}

/** Whoever gets at the port is this machine's own person. */
export const loopbackAccess: Access = {
  identify: async () => ({
    owner: localOwner,
    scopes: new Set(["read", "ingest", "metrics"]),
    keyId: undefined,
  }),
  trustsPort: true,
};
