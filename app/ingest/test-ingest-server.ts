import type { Access } from "../access/access.ts";
import { type Scope, unauthorized } from "../access/caller.ts";
import { ingestRoutes } from "../http/routes/ingest.ts";
import { httpServer } from "../http/server.ts";
import { testServers } from "../http/testing.ts";
import type { Sanitizer } from "../sanitize/sanitizer.ts";
import { testSanitizer } from "../sanitize/testing.ts";
import type { OpenedDatabase } from "../store/open.ts";
import type { IngestQuotas } from "./quotas.ts";

/** Quotas that no test reaches by chance. */
const ampleQuotas: IngestQuotas = {
  requestsPerMinute: 1_000_000,
  bytesPerDay: 1e12,
  sessions: 1_000_000,
  storedBytes: 1e12,
};

/**
 * A key of a test says what it may: `Bearer ada` is the key of Ada for collectors, `Bearer ada/read`
 * one of hers for reading.
 */
const namedAccess: Access = {
  async identify({ headers: { authorization = "" } }) {
    const [owner, scope = "ingest"] = authorization.replace(/^Bearer /, "").split("/");
    if (!owner) throw unauthorized();
    return { owner, scopes: new Set([scope as Scope]), keyId: 1 };
  },
  trustsPort: false,
};

export interface TestIngestOptions {
  quotas?: Partial<IngestQuotas>;
  now?: () => number;
  /** Default: one whose hashes are the same in every run. */
  sanitizer?: Sanitizer;
}

/** A server of the ingest routes alone, which does not listen yet. */
export function ingestServer(
  database: Pick<OpenedDatabase, "forOwner">,
  { quotas, now = Date.now, sanitizer = testSanitizer }: TestIngestOptions = {},
) {
  const { parts, metricsText, logLines } = testServers();
  const routes = ingestRoutes({
    database,
    quotas: { ...ampleQuotas, ...quotas },
    sanitizer: async () => sanitizer,
    metrics: parts.metrics,
    now,
  });
  const server = httpServer({ ...parts, access: namedAccess, name: "api" }, [routes]);
  return { server, metricsText, logLines };
}
