import { homedir } from "node:os";
import { resolve } from "node:path";
import { type BackupSettings, backupSettings } from "./backup/settings.ts";
import type { EmbedderSettings } from "./embedders/choose.ts";
import type { IngestQuotas } from "./ingest/quotas.ts";
import type { Interval } from "./schedule/interval.ts";
import { chatApp } from "./service.ts";
import type { accessWays, logLevels, SettingsValues, watchScopes } from "./settings-schema.ts";
import { settingsValues } from "./settings-values.ts";
import { withSharedVectors } from "./shared-vectors.ts";
import type { VectorSettings } from "./vectors/choose.ts";
import { embedderSettings, vectorSettings } from "./vectors/settings.ts";

/** Everything the environment decides. This file is the only reader of the environment. */
export interface Settings {
  /** Absolute path of the folder that holds the database. */
  dataDirectory: string;
  /** The PostgreSQL that takes the place of the embedded database; undefined for none. */
  database: DatabaseSettings | undefined;
  access: AccessSettings;
  /** Address to listen on. */
  host: string;
  /** Whether only this machine gets at the ports, whatever `host` is. */
  isPublishedOnLoopback: boolean;
  /** Names that requests may come under beside those of this machine. */
  hostNames: string[];
  /** Of other sites whose pages may ask. */
  corsOrigins: string[];
  /** TCP ports by role, all different. */
  ports: Record<PortRole, number>;
  /** The one port that takes the place of `ports`; undefined where each role has its own. */
  port: number | undefined;
  /** Whether work runs that nobody asked for just then. */
  runsBackgroundJobs: boolean;
  /** Which of the usual folders are watched for chats. */
  watch: WatchScope;
  /** Address of the Redis that keeps answers, with its password; undefined for none. */
  redisUrl: (() => string) | undefined;
  /** Between two snapshots of the metrics. */
  snapshotInterval: Interval;
  /** What turns text into vectors. */
  embedder: EmbedderSettings;
  /** Where vectors are kept. */
  vectors: VectorSettings;
  /** How much each owner may bring through collectors. */
  ingest: IngestQuotas;
  /** Where the threads of github.com/copilot are; the token is undefined where there is none. */
  githubLive: { url: string; token: (() => string) | undefined };
  /** The key of the server that `push` sends to; undefined for none. A function, as a password is. */
  pushKey: (() => string) | undefined;
  /** Where backups are kept, and how. */
  backup: BackupSettings;
  logLevel: LogLevel;
  /** What `/health` and the metrics call the running version. */
  version: string;
  /** Where telemetry goes and how much of it; undefined for none. */
  telemetry: TelemetrySettings | undefined;
}

export interface DatabaseSettings {
  /** Name or address of the server. */
  host: string;
  /** TCP port. */
  port: number;
  name: string;
  /** `verify` checks certificate and host name. */
  tls: "verify" | "off";
  /** Serves and imports. */
  login: DatabaseLogin;
  /** Owns the tables, and is there for the migration only. */
  administrator: DatabaseLogin | undefined;
}

export interface DatabaseLogin {
  user: string;
  /** A function, so that no dump and no log of the settings shows it. */
  password: () => string;
}

export interface AccessSettings {
  /** Who may ask: whoever gets at the ports of this machine, or whoever has an API key. */
  by: (typeof accessWays)[number];
  /** The key that makes others; undefined for none. A function, as a password is. */
  adminKey: (() => string) | undefined;
}

export interface TelemetrySettings {
  /** Connection string of Application Insights. */
  connectionString: string;
  /** Whole number from 1 to 100. */
  samplingPercentage: number;
}

/** The servers that have a port of their own each. */
export type PortRole = keyof typeof chatApp.ports;

/** `imported`: those that an import has read, and those whose first chats appear meanwhile. */
export type WatchScope = (typeof watchScopes)[number];

export type LogLevel = (typeof logLevels)[number];

type Environment = Readonly<Record<string, string | undefined>>;

const variables = chatApp.environment;

/**
 * Throws one Error that lists every problem, a line each. An empty variable counts as not set,
 * because that is what compose files pass for an unset one.
 *
 * @param environment Default: that of the process, with the vectors that its data folder shares.
 */
export function readSettings(environment: Environment = withSharedVectors(process.env)): Settings {
  const values = settingsValues(environment);
  const dataDirectory = resolve(values[variables.dataDirectory]);
  return {
    dataDirectory,
    database: databaseSettings(values),
    access: accessSettings(values),
    host: values[variables.host],
    isPublishedOnLoopback: values[variables.published] !== undefined,
    hostNames: values[variables.hostNames],
    corsOrigins: values[variables.corsOrigins],
    ports: {
      metrics: values[variables.ports.metrics],
      search: values[variables.ports.search],
      api: values[variables.ports.api],
    },
    port: values[variables.port],
    runsBackgroundJobs: values[variables.backgroundJobs],
    watch: values[variables.watch],
    redisUrl: secret(values[variables.redisUrl]),
    snapshotInterval: values[variables.snapshotInterval],
    embedder: embedderSettings(values),
    vectors: vectorSettings(values),
    ingest: ingestQuotas(values),
    githubLive: {
      url: values[variables.githubLive.url],
      token: secret(values[variables.githubLive.token]),
    },
    pushKey: secret(values[variables.pushKey]),
    backup: backupSettings(values, dataDirectory),
    logLevel: values[variables.logLevel],
    version: values[variables.version],
    telemetry: telemetrySettings(
      values[variables.telemetryConnectionString],
      values[variables.samplingPercentage],
    ),
  };
}

/**
 * Azure Monitor's exporter sends statistics of itself to its vendor, and a metric beside each batch.
 * It can be told not to through the environment alone, before it is loaded.
 */
export function quietenExporter(): void {
  process.env.APPLICATION_INSIGHTS_NO_STATSBEAT = "true";
  process.env.APPLICATIONINSIGHTS_OPENTELEMETRY_RESOURCE_METRIC_DISABLED = "true";
}

/** What decides where other products keep their files on this machine. */
export function machine() {
  return { platform: process.platform, environment: process.env, home: homedir() };
}

function ingestQuotas(values: SettingsValues): IngestQuotas {
  const { requestsPerMinute, megabytesPerDay, sessions, megabytes } = variables.ingest;
  return {
    requestsPerMinute: values[requestsPerMinute],
    bytesPerDay: values[megabytesPerDay] * 1_000_000,
    sessions: values[sessions],
    storedBytes: values[megabytes] * 1_000_000,
  };
}

function secret(value: string | undefined): (() => string) | undefined {
  return value === undefined ? undefined : () => value;
}

/** The schema has seen to it that nothing is missing beside a host. */
function databaseSettings(values: SettingsValues): DatabaseSettings | undefined {
  const { host, port, name, user, password, tls, adminUser, adminPassword } = variables.database;
  const [hostName, login] = [values[host], databaseLogin(values[user], values[password])];
  if (hostName === undefined || login === undefined) return undefined;
  return {
    host: hostName,
    port: values[port],
    name: values[name] ?? "",
    tls: values[tls],
    login,
    administrator: databaseLogin(values[adminUser], values[adminPassword]),
  };
}

function databaseLogin(
  user: string | undefined,
  password: string | undefined,
): DatabaseLogin | undefined {
  if (user === undefined || password === undefined) return undefined;
  return { user, password: () => password };
}

function accessSettings(values: SettingsValues): AccessSettings {
  const adminKey = values[variables.adminKey];
  return {
    by: values[variables.access],
    adminKey: adminKey === undefined ? undefined : () => adminKey,
  };
}

function telemetrySettings(
  connectionString: string | undefined,
  samplingPercentage: number,
): TelemetrySettings | undefined {
  if (connectionString === undefined || samplingPercentage === 0) return undefined;
  return { connectionString, samplingPercentage };
}
