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
  /**
   * Environment variables that the application reads beside `chatFolderVariables`. Those of
   * `secretVariables` can be given as files too.
   */
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
     * Who may ask. `loopback` (default): whoever gets at the ports, which nobody but this machine does.
     * `keys`: whoever has an API key; then `host` may be any address.
     */
    access: "CHATS_ACCESS",
    /** Secret, 32 characters or more: a key that makes others; with `keys` only. */
    adminKey: "CHATS_ADMIN_KEY",
    /**
     * `loopback`: in a container, whose ports are offered to nobody but this machine. Then `host` may be
     * any address although the chats are shown without a login.
     */
    published: "CHATS_PUBLISHED",
    /** Names that requests may come under beside those of this machine, separated by commas. */
    hostNames: "CHATS_HOST_NAMES",
    /**
     * Origins of other sites whose pages may ask in a person's browser, separated by commas, as
     * `https://chats.example.org`. Default none. With `access` by `loopback` they see all chats.
     */
    corsOrigins: "CHATS_CORS_ORIGINS",
    /** TCP ports by role; default `ports`. */
    ports: {
      metrics: "CHATS_METRICS_PORT",
      search: "CHATS_SEARCH_PORT",
      api: "CHATS_API_PORT",
    },
    /**
     * One TCP port for everything, as a cloud gives it; not set: `ports`. With a host beyond this
     * machine only the health and ready paths are served, unless `access` is `keys`.
     */
    port: "PORT",
    /** `on` (default) or `off`: whether work runs that nobody asked for just then, as the watch does. */
    backgroundJobs: "CHATS_BACKGROUND_JOBS",
    /**
     * Which of the usual folders `serve` watches for chats: `imported` (default), those that an import
     * has read and those whose first chats appear while it serves; `all`; or `off`.
     */
    watch: "CHATS_WATCH",
    /**
     * Secret: Redis that keeps answers to searches for all processes that have it, as
     * `redis://:password@host:6379/0`, with `rediss://` encrypted. Not set: each keeps its own.
     */
    redisUrl: "CHATS_REDIS_URL",
    /**
     * Time between two snapshots of the metrics, which begin at round times of the clock, such as `5m`
     * (default) or `1h`; none is taken where `backgroundJobs` is off.
     */
    snapshotInterval: "CHATS_SNAPSHOT_INTERVAL",
    /**
     * What turns text into vectors for searches by meaning; not set: hashed n-grams, which need nothing
     * and know no synonyms. Another one is used once it has made the vectors of all messages.
     */
    embedder: {
      /**
       * OpenAI-compatible API for embeddings, as Ollama, TEI and Azure OpenAI have it, for example
       * `http://127.0.0.1:11434/v1`. The text of all chats goes there.
       */
      url: "CHATS_EMBEDDER_URL",
      /** Name that this API has for the model. */
      model: "CHATS_EMBEDDER_MODEL",
      /** Secret: the key of this API, if it wants one. */
      key: "CHATS_EMBEDDER_KEY",
      /** Folder of an ONNX export of sentence-transformers, which takes the package onnxruntime-node. */
      modelDirectory: "CHATS_EMBEDDER_MODEL_DIRECTORY",
    },
    /** Where vectors are kept: `database` (default), with the messages; `qdrant` or `chroma`. */
    vectors: "CHATS_VECTORS",
    qdrant: {
      /** Its REST API, for example `http://127.0.0.1:6333`. */
      url: "CHATS_QDRANT_URL",
      /** Secret, if it wants one. */
      apiKey: "CHATS_QDRANT_API_KEY",
    },
    chroma: {
      /** Its API of version 2, for example `http://127.0.0.1:8000`. */
      url: "CHATS_CHROMA_URL",
    },
    /** How much each owner may bring through collectors; whole numbers from 1. */
    ingest: {
      /** Default 120; counted by each process for itself. */
      requestsPerMinute: "CHATS_INGEST_REQUESTS_PER_MINUTE",
      /** Millions of bytes of JSON on a day in UTC; default 2000. */
      megabytesPerDay: "CHATS_INGEST_MEGABYTES_PER_DAY",
      /** Sessions that are stored; default 100000. */
      sessions: "CHATS_INGEST_SESSIONS",
      /** Millions of bytes of JSON that are stored; default 10000. */
      megabytes: "CHATS_INGEST_MEGABYTES",
    },
    /** For `import --github-live`, which is experimental. */
    githubLive: {
      /** Secret: what the page github.com/copilot sends after `GitHub-Bearer`. */
      token: "CHATS_GITHUB_COPILOT_TOKEN",
      /** Origin that the page sends it to; default `https://api.individual.githubcopilot.com`. */
      url: "CHATS_GITHUB_COPILOT_URL",
    },
    /** Secret: the key of the server that `push` sends to. */
    pushKey: "CHATS_PUSH_KEY",
    /** Backups: where they are kept, and what keeps them private. One of the four keys at most. */
    backup: {
      /** Folder of the archives, made with mode 700 when missing; default `backups` in `dataDirectory`. */
      directory: "CHATS_BACKUP_DIR",
      /** File that holds the key that archives are encrypted with: 32 bytes, or base64 of them. */
      keyFile: "CHATS_BACKUP_KEY_FILE",
      /** Secret: the key itself, 32 bytes in base64. */
      key: "CHATS_BACKUP_KEY",
      /** Secret, 12 characters or more: the key is made from it. */
      passphrase: "CHATS_BACKUP_PASSPHRASE",
      /**
       * RSA key of an Azure Key Vault, `https://<vault>.vault.azure.net/keys/<name>`, that wraps the keys
       * of archives and never leaves the vault. The identity of this machine must be allowed to wrap and
       * unwrap with it.
       */
      vaultKey: "CHATS_BACKUP_VAULT_KEY",
      /** `gzip` (default), which every system unpacks, or `zstd`, which is quicker and smaller. */
      compression: "CHATS_BACKUP_COMPRESSION",
      /**
       * What makes new archives: `archive` (default), one file each, or `restic`, of whose repository each
       * backup takes what is new in it alone. Restic 0.17 or later must be on PATH, and a key that is not in
       * a vault set. Archives of both are read whatever this is.
       */
      engine: "CHATS_BACKUP_ENGINE",
      /**
       * Secret, since it may hold a password: the repository of restic, in any form that restic takes; default
       * the folder `restic` beside the archives. Passwords of clouds come by the variables that restic has.
       */
      resticRepository: "CHATS_BACKUP_RESTIC_REPOSITORY",
      /** Folder of `pg_dump`, `pg_restore` and `psql`; not set: those on PATH. */
      postgresPrograms: "CHATS_PG_BIN",
    },
    /** pino level: trace, debug, info, warn, error, fatal or silent; default info. */
    logLevel: "CHATS_LOG_LEVEL",
    /** Version that `/health` and the metrics report; default `development`. */
    version: "CHATS_VERSION",
    /** Application Insights that gets the telemetry; not set: no telemetry, and none of its code. */
    telemetryConnectionString: "APPLICATIONINSIGHTS_CONNECTION_STRING",
    /** Requests in a hundred that telemetry keeps, a whole number from 0 to 100; default 100. */
    samplingPercentage: "CHATS_SAMPLING_PERCENTAGE",
  },
  /** Variables of a person's environment that say where other products keep the chats. */
  chatFolderVariables: [
    "VSCODE_PORTABLE",
    "VSCODE_APPDATA",
    "VSCODE_AGENT_FOLDER",
    "COPILOT_HOME",
    "XDG_CONFIG_HOME",
    "XDG_STATE_HOME",
    "WSL_DISTRO_NAME",
  ],
  /** Variables by which Azure lets an application have tokens of its identity. */
  identityVariables: { endpoint: "IDENTITY_ENDPOINT", header: "IDENTITY_HEADER" },
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

const { environment } = chatApp;

/** Variables whose values are in no message, no archive and no dump. */
export const secretVariables = [
  environment.database.password,
  environment.database.adminPassword,
  environment.adminKey,
  environment.redisUrl,
  environment.embedder.key,
  environment.qdrant.apiKey,
  environment.pushKey,
  environment.githubLive.token,
  environment.backup.key,
  environment.backup.passphrase,
  environment.backup.resticRepository,
  environment.telemetryConnectionString,
] as const;

export type SecretVariable = (typeof secretVariables)[number];

/**
 * The variable that may take the place of a secret one: the path of a file whose text is the value,
 * without the newlines at its end.
 */
export function fileVariable<Name extends SecretVariable>(name: Name): `${Name}_FILE` {
  return `${name}_FILE`;
}
