/** What a chat of the corpus is about; no two topics are the same problem. */
export interface Topic {
  id: string;
  workspace: string;
  title: string;
  question: string;
  answer: string;
}

/** Invented, in words that the topics share with each other and with what is no topic at all. */
export const topics: Topic[] = [
  {
    id: "invoice-rounding",
    workspace: "billing",
    title: "Invoice totals are off by one cent",
    question:
      "The total of an invoice differs from the sum of its lines by one cent. It happens in src/invoices/roundLineTotals.ts when a discount applies.",
    answer:
      "roundLineTotals rounds each line and then the sum again. Keep the amounts in whole cents, apply the discount to the sum, and spread what is left over the lines by largest remainder.",
  },
  {
    id: "webhook-retries",
    workspace: "billing",
    title: "Payment webhooks arrive twice",
    question:
      "The payment provider delivers the same webhook several times and customers are charged twice. How do I make the handler safe?",
    answer:
      "Store the event id with a unique constraint and answer 200 for one that is known: that makes handlePaymentEvent idempotent. The provider retries with backoff until it gets an answer within ten seconds.",
  },
  {
    id: "connection-pool",
    workspace: "inventory",
    title: "TimeoutError: ResourceRequest timed out",
    question:
      "Under load the service logs `TimeoutError: ResourceRequest timed out` and then no query goes through until a restart.",
    answer:
      "The pool is exhausted: withTransaction in db/connectionPool.js does not release the client when the callback throws. Release it in finally, and set acquireTimeoutMillis below the timeout of the request.",
  },
  {
    id: "kafka-lag",
    workspace: "inventory",
    title: "Consumer lag grows every night",
    question:
      "The lag of our Kafka consumer grows each night while the stock levels are recalculated, and the group rebalances all the time.",
    answer:
      "Processing a batch takes longer than max.poll.interval.ms, so the broker takes the consumer for dead. Fetch fewer records per poll, or pause the partitions and hand the work to another thread.",
  },
  {
    id: "migration-lock",
    workspace: "inventory",
    title: "A migration blocks all writes",
    question:
      "Adding a column with a default to the stock table blocked every insert for six minutes. What locks does ALTER TABLE take?",
    answer:
      "It waits for an ACCESS EXCLUSIVE lock behind a long report, and all others queue behind it. Set lock_timeout, try again later, and backfill the column in small batches.",
  },
  {
    id: "jwt-clock",
    workspace: "gateway",
    title: "Tokens are not yet valid",
    question:
      "Some requests fail with JsonWebTokenError: jwt not active. The token was issued a second before by our own login server.",
    answer:
      "The clocks of the two hosts differ. verifyAccessToken in gateway/auth/verifyToken.go should allow a leeway of a minute for nbf and iat, and the hosts should run chrony.",
  },
  {
    id: "cors-preflight",
    workspace: "gateway",
    title: "Preflight requests are refused",
    question:
      "The browser says: Response to preflight request doesn't pass access control check. Only PUT and DELETE fail, GET works.",
    answer:
      "The gateway answers OPTIONS with 401 because the authentication filter runs first. Let CorsFilter run before it and list the methods in Access-Control-Allow-Methods.",
  },
  {
    id: "grpc-deadline",
    workspace: "gateway",
    title: "Deadlines are not passed on",
    question:
      "A client gives up after two seconds but the backends work on for a minute. How do I pass a gRPC deadline through three services?",
    answer:
      "Use the context of the incoming call for outgoing calls: context.Background() drops the deadline. In Go the rest is done for you, and DEADLINE_EXCEEDED comes back along the chain.",
  },
  {
    id: "image-lazy",
    workspace: "storefront",
    title: "Largest contentful paint is late",
    question:
      "The hero picture of the landing page loads last although it is the first thing people see. Lighthouse complains about the largest contentful paint.",
    answer:
      'It has loading="lazy". Remove that for the first picture, add fetchpriority="high" and preload it; HeroBanner.vue should set this by a property.',
  },
  {
    id: "hydration",
    workspace: "storefront",
    title: "Hydration mismatch of prices",
    question:
      "Vue warns: Hydration node mismatch. It is the price, which the server formats in another locale than the browser.",
    answer:
      "formatPrice uses the locale of the process. Pass the locale of the request to useCurrencyFormatter, so that both sides make the same text.",
  },
  {
    id: "bundle-size",
    workspace: "storefront",
    title: "The bundle has grown to 2 MB",
    question:
      "Our JavaScript bundle has doubled since last month. How can I find out which package is to blame?",
    answer:
      "Let the bundler print its meta file and look at it as a treemap. Here moment brings all its locales; import them one by one or use Intl, and split routes with dynamic imports.",
  },
  {
    id: "cart-race",
    workspace: "storefront",
    title: "The cart loses items",
    question:
      "If somebody clicks quickly on two products only one is in the cart. The code is store/cartReducer.ts.",
    answer:
      "Both clicks read the same state and the second write wins. Dispatch an action that says what to add instead of the whole cart, and let cartReducer work on the newest state.",
  },
  {
    id: "flaky-timezone",
    workspace: "mobile",
    title: "Calendar tests fail after 22:00",
    question:
      "Unit tests of the calendar fail on the build server each evening. On my laptop they pass. They compare dates.",
    answer:
      "The server runs in UTC. formatDay in lib/calendar/dayFormatter.dart uses the local time zone; give the tests a fixed clock and zone.",
  },
  {
    id: "push-notifications",
    workspace: "mobile",
    title: "Push notifications stop after an update",
    question:
      "After an update of the app some phones get no push notifications any more until people log in again.",
    answer:
      "The device token changes with the update and registerDeviceToken is called at login only. Listen to onTokenRefresh and send the new one to the server.",
  },
  {
    id: "offline-sync",
    workspace: "mobile",
    title: "Conflicts after working offline",
    question:
      "Two people edit the same order offline and the one who comes back last overwrites the other. How should we merge?",
    answer:
      "Send the version that the edit was based on, refuse it with 409 where it is not the newest, and merge field by field. For counters send the difference, not the result.",
  },
  {
    id: "terraform-state",
    workspace: "infrastructure",
    title: "Error acquiring the state lock",
    question:
      "terraform plan stops with: Error: Error acquiring the state lock. ConditionalCheckFailedException. Nobody else is running it.",
    answer:
      "A job that was cancelled has left the lock behind. Make sure that it is dead, then terraform force-unlock with the ID of the message. Give the pipeline a concurrency group.",
  },
  {
    id: "ingress-413",
    workspace: "infrastructure",
    title: "Uploads fail with 413",
    question:
      "Uploading a PDF of 12 MB through the ingress gives 413 Request Entity Too Large, the service itself takes 50 MB.",
    answer:
      "nginx takes 1 MB unless told otherwise. Set the annotation nginx.ingress.kubernetes.io/proxy-body-size to 50m in deploy/ingress/uploads.yaml.",
  },
  {
    id: "probe-restart",
    workspace: "infrastructure",
    title: "Pods restart while they start",
    question:
      "A deployment never becomes ready: Kubernetes restarts the pods because the liveness probe fails before the JVM is up.",
    answer:
      "Add a startupProbe with a generous failureThreshold; the liveness probe counts only after that. Do not raise initialDelaySeconds for all of them.",
  },
  {
    id: "certificate-renewal",
    workspace: "infrastructure",
    title: "The certificate was not renewed",
    question:
      "cert-manager did not renew our certificate and the site was down. The challenge says: Waiting for HTTP-01 challenge propagation: wrong status code '404'.",
    answer:
      "The redirect to https catches the path /.well-known/acme-challenge. Let it through, or use DNS-01. Alert on certificates that expire within two weeks.",
  },
  {
    id: "pandas-memory",
    workspace: "analytics",
    title: "The notebook runs out of memory",
    question:
      "Reading the events of a month with pandas kills the kernel at 32 GB. The file has only 6 GB.",
    answer:
      "Strings as objects take most of it. Read the columns that you need with usecols, give categories as dtype, or let polars scan the Parquet file lazily: scan_parquet.",
  },
  {
    id: "airflow-backfill",
    workspace: "analytics",
    title: "A backfill runs all days at once",
    question:
      "Switching on a DAG in Airflow started four hundred runs and the warehouse was on its knees. It is dags/churn_features.py.",
    answer:
      "catchup is on unless it is switched off. Set catchup=False and max_active_runs=1 in churn_features, and backfill the days that you want by hand.",
  },
  {
    id: "window-dedupe",
    workspace: "analytics",
    title: "Duplicates in the sessions table",
    question:
      "The sessions table has several rows for one visitor and day. I want to keep the newest. How do I write that in SQL?",
    answer:
      "Number the rows with row_number() over (partition by visitor_id, day order by updated_at desc) and keep those with 1; QUALIFY does it in one step in BigQuery and Snowflake.",
  },
  {
    id: "rust-borrow",
    workspace: "edge",
    title: "error[E0502] in the parser",
    question:
      "error[E0502]: cannot borrow `self.tokens` as mutable because it is also borrowed as immutable, in crates/parser/src/token_stream.rs.",
    answer:
      "The reference that peek_token gives lives as long as self is borrowed. Copy the kind of the token, which is small, before next_token changes the stream.",
  },
  {
    id: "wasm-size",
    workspace: "edge",
    title: "Shrink the WebAssembly module",
    question:
      "Our WebAssembly module has 4 MB and cold starts at the edge are slow. What takes the room?",
    answer:
      "Build with opt-level z, lto and panic abort, strip the names and run wasm-opt. twiggy shows that the formatting of panics and serde take half.",
  },
];
