import { homedir } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { EmbedderSettings } from "./embedders/choose.ts";
import type { IngestQuotas } from "./ingest/quotas.ts";
import { type Interval, intervalChoices, parseInterval } from "./schedule/interval.ts";
import { chatApp } from "./service.ts";
import type { VectorSettings } from "./vectors/choose.ts";
import {
  embedderSettings,
  refuseVectorProblems,
  vectorFields,
  vectorSettings,
} from "./vectors/settings.ts";

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
  /** The key of the server that `push` sends to; undefined for none. A function, as a password is. */
  pushKey: (() => string) | undefined;
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
/** Pairs of key and value; the exporter ignores a string whole where one of them is none. */
const connectionString =
  /^(?:[^;=]+=[^;=]+;)*InstrumentationKey=[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?:;[^;=]+=[^;=]+)*$/;
const watchScopes = ["imported", "all", "off"] as const;
const accessWays = ["loopback", "keys"] as const;
const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/**
 * Throws one Error that lists every problem, a line each. An empty variable counts as not set,
 * because that is what compose files pass for an unset one.
 */
export function readSettings(environment: Environment = process.env): Settings {
  const set = Object.entries(environment).filter(([, value]) => value !== "");
  const reading = schema.safeParse(Object.fromEntries(set));
  if (!reading.success) {
    throw new Error(
      reading.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n"),
    );
  }
  return {
    dataDirectory: resolve(reading.data[variables.dataDirectory]),
    database: databaseSettings(reading.data),
    access: accessSettings(reading.data),
    host: reading.data[variables.host],
    isPublishedOnLoopback: reading.data[variables.published] !== undefined,
    hostNames: reading.data[variables.hostNames],
    ports: {
      metrics: reading.data[variables.ports.metrics],
      search: reading.data[variables.ports.search],
      api: reading.data[variables.ports.api],
    },
    port: reading.data[variables.port],
    runsBackgroundJobs: reading.data[variables.backgroundJobs],
    watch: reading.data[variables.watch],
    redisUrl: secret(reading.data[variables.redisUrl]),
    snapshotInterval: reading.data[variables.snapshotInterval],
    embedder: embedderSettings(reading.data),
    vectors: vectorSettings(reading.data),
    ingest: ingestQuotas(reading.data),
    pushKey: secret(reading.data[variables.pushKey]),
    logLevel: reading.data[variables.logLevel],
    version: reading.data[variables.version],
    telemetry: telemetrySettings(
      reading.data[variables.telemetryConnectionString],
      reading.data[variables.samplingPercentage],
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

const schema = z
  .object({
    [variables.dataDirectory]: z
      .string()
      .default(fileURLToPath(new URL("../.data", import.meta.url))),
    [variables.database.host]: z.string().optional(),
    [variables.database.port]: port().default(5432),
    [variables.database.name]: z.string().optional(),
    [variables.database.user]: z.string().optional(),
    [variables.database.password]: z.string().optional(),
    [variables.database.tls]: z
      .enum(["verify", "off"], {
        error: ({ input }) => `not a way to connect, got "${input}"; use verify or off`,
      })
      .default("verify"),
    [variables.database.adminUser]: z.string().optional(),
    [variables.database.adminPassword]: z.string().optional(),
    [variables.access]: z
      .enum(accessWays, {
        error: ({ input }) =>
          `not a way to be let in, got "${input}"; use ${accessWays.join(" or ")}`,
      })
      .default("loopback"),
    // The value stays out of the message.
    [variables.adminKey]: z
      .string()
      .regex(
        /^[\x21-\x7e]{32,512}$/,
        "not 32 to 512 printable characters without spaces; make one with openssl rand -hex 32",
      )
      .optional(),
    [variables.host]: z.string().default("127.0.0.1"),
    [variables.published]: z
      .literal("loopback", {
        error: ({ input }) => `not a place, got "${input}"; use loopback, or leave it out`,
      })
      .optional(),
    [variables.hostNames]: z
      .string()
      .default("")
      .transform((text) =>
        text
          .split(",")
          .map((name) => name.trim().toLowerCase())
          .filter((name) => name !== ""),
      ),
    [variables.ports.metrics]: port().default(chatApp.ports.metrics),
    [variables.ports.search]: port().default(chatApp.ports.search),
    [variables.ports.api]: port().default(chatApp.ports.api),
    [variables.port]: port().optional(),
    [variables.backgroundJobs]: z
      .stringbool({
        truthy: ["on", "true"],
        falsy: ["off", "false"],
        error: ({ input }) => `not a switch, got "${input}"; use on or off`,
      })
      .default(true),
    [variables.watch]: z
      .enum(watchScopes, {
        error: ({ input }) => `nothing to watch, got "${input}"; use ${watchScopes.join(", ")}`,
      })
      .default("imported"),
    // The value stays out of the message.
    [variables.redisUrl]: z
      .string()
      .refine(
        isRedisUrl,
        "not the address of a Redis; use redis://:password@host:6379/0, or rediss:// for TLS",
      )
      .optional(),
    [variables.snapshotInterval]: z
      .string()
      .transform((text, context) => {
        const interval = parseInterval(text);
        if (interval !== undefined) return interval;
        const message = `not a time between snapshots, got "${text}"; use ${intervalChoices}`;
        context.addIssue({ code: "custom", message });
        return z.NEVER;
      })
      .default({ count: 5, unit: "minute" }),
    ...vectorFields,
    [variables.ingest.requestsPerMinute]: quota(120),
    [variables.ingest.megabytesPerDay]: quota(2_000),
    [variables.ingest.sessions]: quota(100_000),
    [variables.ingest.megabytes]: quota(10_000),
    [variables.pushKey]: z.string().optional(),
    [variables.logLevel]: z
      .enum(logLevels, {
        error: ({ input }) => `not a level, got "${input}"; use one of ${logLevels.join(", ")}`,
      })
      .default("info"),
    [variables.version]: z.string().default("development"),
    // The value stays out of the message: whoever has the key can write to the telemetry.
    [variables.telemetryConnectionString]: z
      .string()
      .regex(
        connectionString,
        "not a connection string of Application Insights; copy the whole one of its overview page",
      )
      .optional(),
    [variables.samplingPercentage]: z
      .string()
      .refine((text) => /^\d{1,3}$/.test(text) && Number(text) <= 100, {
        error: ({ input }) => `not a percentage, got "${input}"; use a whole number from 0 to 100`,
      })
      .transform(Number)
      .default(100),
  })
  .superRefine((values, context) => {
    const { host, name, user, password, adminUser, adminPassword } = variables.database;
    const needed: [variable: keyof typeof values, by: keyof typeof values][] = [
      [name, host],
      [user, host],
      [password, host],
      [adminUser, adminPassword],
      [adminPassword, adminUser],
    ];
    for (const [variable, by] of needed) {
      if (values[by] === undefined || values[variable] !== undefined) continue;
      const message = `missing; ${by} is set, which is of no use without it`;
      context.addIssue({ code: "custom", path: [variable], message });
    }
  })
  .superRefine(refuseVectorProblems)
  .superRefine((values, context) => {
    const firstWithPort = new Map<number, string>();
    for (const variable of Object.values(variables.ports)) {
      const first = firstWithPort.get(values[variable]);
      if (first === undefined) {
        firstWithPort.set(values[variable], variable);
        continue;
      }
      context.addIssue({
        code: "custom",
        path: [variable],
        message: `the port of ${first} too, got "${values[variable]}"; use another one`,
      });
    }
  });

function port() {
  return z
    .string()
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535, {
      error: ({ input }) => `not a port, got "${input}"; use a number from 1 to 65535`,
    })
    .transform(Number);
}

/** A path is the number of a database. */
function isRedisUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !["redis:", "rediss:"].includes(url.protocol)) return false;
  return url.hostname !== "" && /^(\/\d*)?$/.test(url.pathname) && url.search + url.hash === "";
}

/** The most keeps millions of bytes exact. */
function quota(usual: number) {
  return z
    .string()
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= 1, {
      error: ({ input }) => `not a quota, got "${input}"; use a whole number from 1 to 999999999`,
    })
    .transform(Number)
    .default(usual);
}

function ingestQuotas(values: z.infer<typeof schema>): IngestQuotas {
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
function databaseSettings(values: z.infer<typeof schema>): DatabaseSettings | undefined {
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

function accessSettings(values: z.infer<typeof schema>): AccessSettings {
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
