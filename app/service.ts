/**
 * What whoever runs this application must know: its ports, environment, paths and metric prefix.
 * The only file of `app/` that the infrastructure reads; it imports nothing.
 */
export const chatApp = {
  /** Host name, log label and metric job of the application. */
  name: "chat-app",
  /** File that Node runs, relative to the folder `app/`. */
  entry: "main.ts",
  /** Arguments that make the entry serve. */
  serveArguments: ["serve"],
  /** Default TCP ports by role; each can be overridden through `environment`. */
  ports: { metrics: 8082, search: 8083, api: 8001 },
  /** Environment variables that the application reads, and nothing else. */
  environment: {
    /** Folder of the database and its journal, made with mode 700 when missing. */
    dataDirectory: "CHATS_DATA_DIRECTORY",
    /** PostgreSQL 16 instead of the database in `dataDirectory`, once `host` is set. */
    database: {
      /** Name or address of the server; not set: the embedded database. */
      host: "DATABASE_HOST",
      /** TCP port; default 5432. */
      port: "DATABASE_PORT",
      /** The database, which must be there. */
      name: "DATABASE_NAME",
      /** Login that serves and imports; `migrate` makes it. */
      user: "DATABASE_USER",
      /** Secret. */
      password: "DATABASE_PASSWORD",
      /** `verify` (default): encrypted, certificate and host name checked; `off`: in the clear. */
      tls: "DATABASE_TLS",
      /** Login that owns the tables; for `migrate` only. */
      adminUser: "DATABASE_ADMIN_USER",
      /** Secret; for `migrate` only. */
      adminPassword: "DATABASE_ADMIN_PASSWORD",
    },
    /** Address to listen on; default 127.0.0.1. */
    host: "CHATS_HOST",
    /**
     * `loopback`: in a container, whose ports are offered to nobody but this machine. Then `host` may be
     * any address although the chats are shown without a login.
     */
    published: "CHATS_PUBLISHED",
    /** Names that requests may come under beside those of this machine, separated by commas. */
    hostNames: "CHATS_HOST_NAMES",
    /** TCP ports by role; default `ports`. */
    ports: {
      metrics: "CHATS_METRICS_PORT",
      search: "CHATS_SEARCH_PORT",
      api: "CHATS_API_PORT",
    },
    /**
     * One TCP port for everything, as a cloud gives it; not set: `ports`. With a host beyond this
     * machine only the health and ready paths are served.
     */
    port: "PORT",
    /** `on` (default) or `off`: whether work runs that nobody asked for just then, as the watch does. */
    backgroundJobs: "CHATS_BACKGROUND_JOBS",
    /**
     * Which of the usual folders `serve` watches for chats: `imported` (default), those that an import
     * has read and those whose first chats appear while it serves; `all`; or `off`.
     */
    watch: "CHATS_WATCH",
    /** pino level: trace, debug, info, warn, error, fatal or silent; default info. */
    logLevel: "CHATS_LOG_LEVEL",
    /** Version that `/health` and the metrics report; default `development`. */
    version: "CHATS_VERSION",
    /** Application Insights that gets the telemetry; not set: no telemetry, and none of its code. */
    telemetryConnectionString: "APPLICATIONINSIGHTS_CONNECTION_STRING",
    /** Requests in a hundred that telemetry keeps, a whole number from 0 to 100; default 100. */
    samplingPercentage: "CHATS_SAMPLING_PERCENTAGE",
  },
  /** Answers 200 as soon as the process serves; on every port. */
  healthPath: "/health",
  /** Arguments that make the entry migrate the database, before the new code serves. */
  migrateArguments: ["migrate"],
  /** Answers 200 once the database is migrated and open, else 503; on every port. */
  readyPath: "/ready",
  /** Prometheus text; on the metrics port. */
  metricsPath: "/metrics",
  /** Every metric family of our own starts with this. */
  metricPrefix: "copilot_",
  /** Seconds that a drain after SIGTERM may take before a kill is fair. */
  stopGraceSeconds: 10,
} as const;
