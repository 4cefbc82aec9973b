import type { MessageFilter } from "../../../app/store/message-filter.ts";

export type QueryKind = (typeof queryKinds)[number];

export const queryKinds = [
  "identifier",
  "typo",
  "paraphrase",
  "path",
  "error",
  "words",
  "filter",
] as const;

/** What somebody asks, and the chats that answer it. */
export interface LabelledQuery {
  kind: QueryKind;
  query: string;
  filters?: MessageFilter;
  /** Names of the chats, all equally good. */
  relevant: string[];
}

/**
 * Written before any figure was known, and not changed for one: each is what somebody who remembers a
 * chat would type, and its label follows from what the chat says. A paraphrase has words of the chat
 * in other forms, because only a model knows others with the same meaning.
 */
export const queries: LabelledQuery[] = [
  ...of("identifier", {
    roundLineTotals: ["invoice-rounding"],
    round_line_totals: ["invoice-rounding"],
    handlePaymentEvent: ["webhook-retries"],
    withTransaction: ["connection-pool"],
    acquireTimeoutMillis: ["connection-pool"],
    verifyAccessToken: ["jwt-clock"],
    useCurrencyFormatter: ["hydration"],
    registerDeviceToken: ["push-notifications"],
    peek_token: ["rust-borrow"],
    scan_parquet: ["pandas-memory"],
    startupProbe: ["probe-restart"],
    orders_placed_at_idx: ["order-history"],
    metadataCache: ["oom-killed"],
    showModal: ["dialog"],
    "max.poll.interval.ms": ["kafka-lag"],
  }),
  ...of("typo", {
    "invioce total cent": ["invoice-rounding"],
    "roundLineTotal discuont": ["invoice-rounding"],
    "webhok delivered twice": ["webhook-retries"],
    "kafak consumer lag": ["kafka-lag"],
    "prefligth request refused": ["cors-preflight"],
    "hydratoin mismatch": ["hydration"],
    "certifcate renewal": ["certificate-renewal"],
    "terrafrom state lok": ["terraform-state"],
    "airflow bakfill": ["airflow-backfill"],
    "notifcations after updat": ["push-notifications"],
    "layuot shift": ["layout-shift"],
    "encodng of the suplier file": ["encoding"],
    "cache stampeed": ["stampede"],
    "accesible dialog": ["dialog"],
    "deadlnes grpc": ["grpc-deadline"],
  }),
  ...of("paraphrase", {
    "rounded invoices differing by a cent": ["invoice-rounding"],
    "charging a customer twice for one payment": ["webhook-retries"],
    "releasing clients of an exhausted pool": ["connection-pool"],
    "altering a table blocks inserts": ["migration-lock"],
    "the hosts' clocks differed and the token wasn't active": ["jwt-clock"],
    "passing deadlines through services": ["grpc-deadline"],
    "finding which packages made the bundles grow": ["bundle-size"],
    "clicking fast loses items of carts": ["cart-race"],
    "merging conflicting offline edits": ["offline-sync"],
    "restarting pods before they are started": ["probe-restart"],
    "renewing certificates failed": ["certificate-renewal"],
    "keeping only the newest of duplicated rows": ["window-dedupe"],
    "shrinking Docker images": ["docker-image"],
    "limits on API requests of partners": ["rate-limiting"],
    "couriers getting logged out": ["couriers"],
    "slowly queried histories of orders": ["order-history"],
  }),
  ...of("path", {
    "src/invoices/roundLineTotals.ts": ["invoice-rounding"],
    "db/connectionPool.js": ["connection-pool"],
    "verifyToken.go": ["jwt-clock"],
    "store/cartReducer.ts": ["cart-race"],
    "lib/calendar/dayFormatter.dart": ["flaky-timezone"],
    "deploy/ingress/uploads.yaml": ["ingress-413"],
    "dags/churn_features.py": ["airflow-backfill"],
    "token_stream.rs": ["rust-borrow"],
    "internal/catalog/cache.go": ["stampede"],
    "models/daily_revenue.sql": ["revenue"],
    "tests/e2e/login.spec.ts": ["login-test"],
  }),
  ...of("error", {
    "TimeoutError: ResourceRequest timed out": ["connection-pool"],
    "JsonWebTokenError: jwt not active": ["jwt-clock"],
    "Response to preflight request doesn't pass access control check": ["cors-preflight"],
    "Hydration node mismatch": ["hydration"],
    "Error acquiring the state lock ConditionalCheckFailedException": ["terraform-state"],
    "413 Request Entity Too Large": ["ingress-413"],
    "error[E0502]: cannot borrow as mutable": ["rust-borrow"],
    "wrong status code '404' challenge propagation": ["certificate-renewal"],
    "JavaScript heap out of memory": ["oom-killed"],
    "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xf6": ["encoding"],
    "Could not load the sharp module": ["docker-image"],
  }),
  ...of("words", {
    "largest remainder cents": ["invoice-rounding"],
    "idempotent payment handler": ["webhook-retries"],
    "lock timeout backfill column": ["migration-lock"],
    "lazy loading hero picture": ["image-lazy"],
    "treemap of the bundle": ["bundle-size"],
    "fixed clock in tests": ["flaky-timezone"],
    "wasm cold start size": ["wasm-size"],
    "pandas memory kernel": ["pandas-memory"],
    "keyset pagination": ["order-history"],
    "token bucket Redis": ["rate-limiting"],
    "pods restart": ["probe-restart", "oom-killed"],
    "tests fail on the build server": ["flaky-timezone", "login-test"],
  }),
  filtered("timed out", { workspace: "inventory" }, ["connection-pool"]),
  filtered("token", { workspace: "mobile" }, ["push-notifications"]),
  filtered("token", { workspace: "gateway" }, ["jwt-clock"]),
  filtered("requests", { workspace: "gateway" }, ["cors-preflight", "jwt-clock"]),
  filtered("memory", { workspace: "analytics" }, ["pandas-memory"]),
  filtered("tests fail", { workspace: "mobile", role: "user" }, ["flaky-timezone"]),
  filtered("dialog keyboard", { has: "code" }, ["dialog"]),
  filtered("cache lifetime", { workspace: "orders-api" }, ["stampede"]),
];

function of(kind: QueryKind, relevantByQuery: Record<string, string[]>): LabelledQuery[] {
  return Object.entries(relevantByQuery).map(([query, relevant]) => ({ kind, query, relevant }));
}

function filtered(query: string, filters: MessageFilter, relevant: string[]): LabelledQuery {
  return { kind: "filter", query, filters, relevant };
}
