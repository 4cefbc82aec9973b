import { isAbsolute, join, resolve } from "node:path";
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";

const connectionString =
  "InstrumentationKey=0b5e2a44-7c1f-4b4e-9a51-1f2d3c4b5a69;" +
  "IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/";

const adminKey = "a secret of thirty-two letters  ".replaceAll(" ", "-");

test("an empty environment gives the defaults", () => {
  expect(readSettings({})).toEqual({
    dataDirectory: join(import.meta.dirname, "..", ".data"),
    access: { by: "loopback" },
    host: "127.0.0.1",
    isPublishedOnLoopback: false,
    hostNames: [],
    corsOrigins: [],
    githubLive: { url: "https://api.individual.githubcopilot.com", token: undefined },
    ports: { metrics: 8082, search: 8083, api: 8001 },
    runsBackgroundJobs: true,
    watch: "imported",
    snapshotInterval: { count: 5, unit: "minute" },
    embedder: { kind: "hashed-ngrams" },
    vectors: { kind: "database" },
    ingest: {
      requestsPerMinute: 120,
      bytesPerDay: 2_000_000_000,
      sessions: 100_000,
      storedBytes: 10_000_000_000,
    },
    backup: {
      directory: join(import.meta.dirname, "..", ".data", "backups"),
      compression: "gzip",
      engine: "archive",
    },
    logLevel: "info",
    version: "development",
  });
});

test("every variable of the manifest is read", () => {
  expect(
    readSettings({
      CHATS_DATA_DIRECTORY: "/srv/chats",
      CHATS_ACCESS: "keys",
      CHATS_ADMIN_KEY: adminKey,
      CHATS_HOST: "::1",
      CHATS_PUBLISHED: "loopback",
      CHATS_HOST_NAMES: "chat-app, Chats.example.org,",
      CHATS_CORS_ORIGINS: " https://team.example.org,http://LOCALHOST:5173 ",
      CHATS_METRICS_PORT: "1",
      CHATS_SEARCH_PORT: "2",
      CHATS_API_PORT: "65535",
      CHATS_BACKGROUND_JOBS: "off",
      CHATS_WATCH: "all",
      CHATS_SNAPSHOT_INTERVAL: "1h",
      CHATS_REDIS_URL: "rediss://:fourth%20secret@cache.example.org:6380/1",
      CHATS_EMBEDDER_URL: "https://models.example.org/v1",
      CHATS_EMBEDDER_MODEL: "small",
      CHATS_EMBEDDER_KEY: "a key",
      CHATS_VECTORS: "qdrant",
      CHATS_QDRANT_URL: "http://127.0.0.1:6333",
      CHATS_QDRANT_API_KEY: "a key",
      CHATS_GITHUB_COPILOT_TOKEN: "a-token",
      CHATS_GITHUB_COPILOT_URL: "https://api.business.githubcopilot.com",
      CHATS_INGEST_REQUESTS_PER_MINUTE: "1",
      CHATS_INGEST_MEGABYTES_PER_DAY: "2",
      CHATS_INGEST_SESSIONS: "3",
      CHATS_INGEST_MEGABYTES: "4",
      CHATS_BACKUP_DIR: "/srv/backups",
      CHATS_BACKUP_KEY_FILE: "/srv/backup.key",
      CHATS_BACKUP_COMPRESSION: "zstd",
      CHATS_BACKUP_ENGINE: "restic",
      CHATS_BACKUP_RESTIC_REPOSITORY: "sftp:ada@store:/srv/restic",
      CHATS_PG_BIN: "/opt/postgres/bin",
      CHATS_LOG_LEVEL: "silent",
      CHATS_VERSION: "4.5.6",
      PORT: "8080",
      APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString,
      CHATS_SAMPLING_PERCENTAGE: "10",
      CHATS_UNKNOWN: "x",
    }),
  ).toEqual({
    dataDirectory: "/srv/chats",
    access: { by: "keys", adminKey: expect.any(Function) },
    host: "::1",
    isPublishedOnLoopback: true,
    hostNames: ["chat-app", "chats.example.org"],
    githubLive: { url: "https://api.business.githubcopilot.com", token: expect.any(Function) },
    corsOrigins: ["https://team.example.org", "http://localhost:5173"],
    ports: { metrics: 1, search: 2, api: 65_535 },
    port: 8080,
    runsBackgroundJobs: false,
    watch: "all",
    snapshotInterval: { count: 1, unit: "hour" },
    redisUrl: expect.any(Function),
    embedder: {
      kind: "http",
      url: "https://models.example.org/v1",
      model: "small",
      key: expect.any(Function),
    },
    vectors: { kind: "qdrant", url: "http://127.0.0.1:6333", apiKey: expect.any(Function) },
    ingest: { requestsPerMinute: 1, bytesPerDay: 2_000_000, sessions: 3, storedBytes: 4_000_000 },
    backup: {
      directory: "/srv/backups",
      key: { kind: "file", path: "/srv/backup.key" },
      engine: "restic",
      resticRepository: expect.any(Function),
      compression: "zstd",
      postgresPrograms: "/opt/postgres/bin",
    },
    logLevel: "silent",
    version: "4.5.6",
    telemetry: { connectionString, samplingPercentage: 10 },
  });
});

const database = {
  DATABASE_HOST: "chats.postgres.database.azure.com",
  DATABASE_NAME: "chats",
  DATABASE_USER: "chat_app",
  DATABASE_PASSWORD: "first secret",
};

test("a database host asks for PostgreSQL, encrypted and on its usual port", () => {
  expect(readSettings(database).database).toEqual({
    host: "chats.postgres.database.azure.com",
    port: 5432,
    name: "chats",
    tls: "verify",
    login: { user: "chat_app", password: expect.any(Function) },
    administrator: undefined,
  });
  const administrated = readSettings({
    ...database,
    DATABASE_PORT: "6432",
    DATABASE_TLS: "off",
    DATABASE_ADMIN_USER: "chat_admin",
    DATABASE_ADMIN_PASSWORD: "second secret",
  }).database;
  expect(administrated).toMatchObject({ port: 6432, tls: "off" });
  expect(administrated?.login.password()).toBe("first secret");
  expect(administrated?.administrator?.user).toBe("chat_admin");
  expect(administrated?.administrator?.password()).toBe("second secret");
});

test("a dump of the settings shows no password and no key", () => {
  const settings = readSettings({
    ...database,
    CHATS_ADMIN_KEY: adminKey,
    CHATS_PUSH_KEY: "third secret",
    CHATS_EMBEDDER_URL: "http://127.0.0.1:11434/v1",
    CHATS_EMBEDDER_MODEL: "small",
    CHATS_EMBEDDER_KEY: "fifth secret",
    CHATS_VECTORS: "qdrant",
    CHATS_QDRANT_URL: "http://127.0.0.1:6333",
    CHATS_QDRANT_API_KEY: "sixth secret",
    CHATS_REDIS_URL: "redis://:fourth-secret@cache.example.org",
    DATABASE_ADMIN_USER: "chat_admin",
    DATABASE_ADMIN_PASSWORD: "second secret",
    CHATS_BACKUP_PASSPHRASE: "a seventh secret",
  });
  expect(settings.pushKey?.()).toBe("third secret");
  expect(settings.redisUrl?.()).toBe("redis://:fourth-secret@cache.example.org");
  const dumps = [JSON.stringify(settings), inspect(settings, { depth: null, showHidden: true })];
  for (const dump of dumps) {
    expect(dump).toContain("chat_admin");
    expect(dump).not.toContain("secret");
  }
});

test("the key that makes others is read, and a weak one refused without being shown", () => {
  expect(readSettings({ CHATS_ADMIN_KEY: adminKey }).access.adminKey?.()).toBe(adminKey);
  for (const weak of ["a secret of 31 letters is no key", adminKey.slice(1), "k".repeat(513)]) {
    expect(() => readSettings({ CHATS_ADMIN_KEY: weak })).toThrow(
      new Error(
        "CHATS_ADMIN_KEY: not 32 to 512 printable characters without spaces; " +
          "make one with openssl rand -hex 32",
      ),
    );
  }
});

test.each([
  "secret",
  "http://:secret@localhost:6379",
  "redis://:secret@",
  "redis://:secret@localhost:port",
  "redis://:secret@localhost/chats",
  "redis://localhost?password=secret",
])("%j is no address of a Redis, and is not repeated", (url) => {
  expect(() => readSettings({ CHATS_REDIS_URL: url })).toThrow(
    new Error(
      "CHATS_REDIS_URL: not the address of a Redis; " +
        "use redis://:password@host:6379/0, or rediss:// for TLS",
    ),
  );
});

test.each(["redis://localhost", "rediss://ada:secret@cache:6380/", "redis://[::1]:6379/15"])(
  "%j is the address of a Redis",
  (url) => {
    expect(readSettings({ CHATS_REDIS_URL: url }).redisUrl?.()).toBe(url);
  },
);

test("all that PostgreSQL needs and does not have is named at once", () => {
  expect(() => readSettings({ DATABASE_HOST: "db", DATABASE_ADMIN_PASSWORD: "secret" })).toThrow(
    new Error(
      [
        "DATABASE_NAME: missing; DATABASE_HOST is set, which is of no use without it",
        "DATABASE_USER: missing; DATABASE_HOST is set, which is of no use without it",
        "DATABASE_PASSWORD: missing; DATABASE_HOST is set, which is of no use without it",
        "DATABASE_ADMIN_USER: missing; " +
          "DATABASE_ADMIN_PASSWORD is set, which is of no use without it",
      ].join("\n"),
    ),
  );
  expect(() => readSettings({ ...database, DATABASE_TLS: "prefer" })).toThrow(
    new Error('DATABASE_TLS: not a way to connect, got "prefer"; use verify or off'),
  );
});

test("without a host the other settings of a database mean nothing", () => {
  expect(readSettings({ ...database, DATABASE_HOST: "" }).database).toBeUndefined();
});

test("an empty variable counts as not set", () => {
  expect(readSettings({ CHATS_API_PORT: "", CHATS_HOST: "" })).toEqual(readSettings({}));
});

test("a relative data directory is below the working directory", () => {
  const { dataDirectory } = readSettings({ CHATS_DATA_DIRECTORY: "chats" });
  expect(dataDirectory).toBe(resolve("chats"));
  expect(isAbsolute(dataDirectory)).toBe(true);
});

test("all problems are reported at once", () => {
  const broken = {
    CHATS_ACCESS: "anyone",
    CHATS_CORS_ORIGINS: "*,https://a.example/,https://b.example",
    CHATS_METRICS_PORT: "0",
    CHATS_SEARCH_PORT: "65536",
    CHATS_API_PORT: "abc",
    CHATS_BACKGROUND_JOBS: "no",
    CHATS_WATCH: "some",
    CHATS_SNAPSHOT_INTERVAL: "7m",
    CHATS_GITHUB_COPILOT_TOKEN: "two words",
    CHATS_GITHUB_COPILOT_URL: "http://evil.example",
    CHATS_INGEST_SESSIONS: "0",
    CHATS_LOG_LEVEL: "loud",
    PORT: "http",
    CHATS_SAMPLING_PERCENTAGE: "101",
  };
  expect(() => readSettings(broken)).toThrow(
    new Error(
      [
        'CHATS_ACCESS: not a way to be let in, got "anyone"; use loopback or keys',
        'CHATS_CORS_ORIGINS: not an origin, got "*"; use for example https://chats.example.org',
        "CHATS_CORS_ORIGINS: not an origin, " +
          'got "https://a.example/"; use for example https://chats.example.org',
        'CHATS_METRICS_PORT: not a port, got "0"; use a number from 1 to 65535',
        'CHATS_SEARCH_PORT: not a port, got "65536"; use a number from 1 to 65535',
        'CHATS_API_PORT: not a port, got "abc"; use a number from 1 to 65535',
        'PORT: not a port, got "http"; use a number from 1 to 65535',
        'CHATS_BACKGROUND_JOBS: not a switch, got "no"; use on or off',
        'CHATS_WATCH: nothing to watch, got "some"; use imported, all, off',
        'CHATS_SNAPSHOT_INTERVAL: not a time between snapshots, got "7m"; ' +
          "use 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 minutes as in 15m, " +
          "or 1, 2, 3, 4, 6, 8, 12, 24 hours as in 6h",
        'CHATS_INGEST_SESSIONS: not a quota, got "0"; use a whole number from 1 to 999999999',
        "CHATS_GITHUB_COPILOT_TOKEN: not a token; use what the page sends after GitHub-Bearer",
        'CHATS_GITHUB_COPILOT_URL: not an origin with https, got "http://evil.example"; ' +
          "use https://<host>",
        'CHATS_LOG_LEVEL: not a level, got "loud"; ' +
          "use one of trace, debug, info, warn, error, fatal, silent",
        'CHATS_SAMPLING_PERCENTAGE: not a percentage, got "101"; ' +
          "use a whole number from 0 to 100",
      ].join("\n"),
    ),
  );
});

test.each(["8001 ", "-1", "1e3", "0x50", "80.5"])("%j is not a port", (port) => {
  expect(() => readSettings({ CHATS_API_PORT: port })).toThrow("CHATS_API_PORT: not a port");
});

test.each([
  ["on", true],
  ["true", true],
  ["off", false],
  ["false", false],
])("background jobs can be %s", (text, runs) => {
  expect(readSettings({ CHATS_BACKGROUND_JOBS: text }).runsBackgroundJobs).toBe(runs);
});

test("two servers cannot have one port", () => {
  expect(() => readSettings({ CHATS_SEARCH_PORT: "8001" })).toThrow(
    new Error('CHATS_API_PORT: the port of CHATS_SEARCH_PORT too, got "8001"; use another one'),
  );
});

test("telemetry keeps every request unless told otherwise, and a sample of 0 % is none", () => {
  const environment = { APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString };
  expect(readSettings(environment).telemetry).toEqual({
    connectionString,
    samplingPercentage: 100,
  });
  expect(readSettings({ CHATS_SAMPLING_PERCENTAGE: "50" }).telemetry).toBeUndefined();
  const none = { ...environment, CHATS_SAMPLING_PERCENTAGE: "0" };
  expect(readSettings(none).telemetry).toBeUndefined();
});

test.each([
  "secret",
  "@Microsoft.KeyVault(SecretUri=https://vault.example/secret)",
  "InstrumentationKey=secret",
  `${connectionString};secret`,
  `secret;${connectionString}`,
])("%j is no connection string, and is not repeated", (text) => {
  expect(() => readSettings({ APPLICATIONINSIGHTS_CONNECTION_STRING: text })).toThrow(
    new Error(
      "APPLICATIONINSIGHTS_CONNECTION_STRING: not a connection string of Application Insights; " +
        "copy the whole one of its overview page",
    ),
  );
});

test("backups lie in the data folder, under one key at most, whose value no message has", () => {
  const { backup } = readSettings({ CHATS_DATA_DIRECTORY: "/srv/chats" });
  expect(backup).toEqual({
    directory: "/srv/chats/backups",
    compression: "gzip",
    engine: "archive",
  });
  const key = Buffer.alloc(32, 7).toString("base64");
  expect(readSettings({ CHATS_BACKUP_KEY: key }).backup.key).toEqual({
    kind: "environment",
    key: expect.any(Function),
  });
  const passphrase = "correct horse battery";
  expect(() =>
    readSettings({ CHATS_BACKUP_KEY: key, CHATS_BACKUP_PASSPHRASE: passphrase }),
  ).toThrow(
    new Error("CHATS_BACKUP_PASSPHRASE: not both; CHATS_BACKUP_KEY is set, use one of the two"),
  );
  for (const wrong of [key.slice(4), `${key}A`, "secret"]) {
    expect(() => readSettings({ CHATS_BACKUP_KEY: wrong })).toThrow(
      new Error(
        "CHATS_BACKUP_KEY: not a key of 32 bytes in base64; make one with " +
          "openssl rand -base64 32, or use a passphrase",
      ),
    );
  }
  expect(() => readSettings({ CHATS_BACKUP_PASSPHRASE: "hunter2" })).toThrow(
    "CHATS_BACKUP_PASSPHRASE: a passphrase of fewer than 12 characters is soon guessed",
  );
  expect(() => readSettings({ CHATS_BACKUP_COMPRESSION: "lzma" })).toThrow(
    'CHATS_BACKUP_COMPRESSION: no compression, got "lzma"; use gzip or zstd',
  );
});
