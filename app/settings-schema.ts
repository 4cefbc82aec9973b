import { fileURLToPath } from "node:url";
import { z } from "zod";
import { backupFields, refuseKeyProblems } from "./backup/settings.ts";
import { intervalChoices, parseInterval } from "./schedule/interval.ts";
import { chatApp } from "./service.ts";
import { refuseVectorProblems, vectorFields } from "./vectors/settings.ts";

const variables = chatApp.environment;
/** Pairs of key and value; the exporter ignores a string whole where one of them is none. */
const connectionString =
  /^(?:[^;=]+=[^;=]+;)*InstrumentationKey=[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?:;[^;=]+=[^;=]+)*$/;
/** Absolute path, in the checkout. */
export const defaultDataDirectory = fileURLToPath(new URL("../.data", import.meta.url));
export const watchScopes = ["imported", "all", "off"] as const;
export const accessWays = ["loopback", "keys"] as const;
export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** What the variables may say, and what each means. Every problem is reported at once. */
export const settingsSchema = z
  .object({
    [variables.dataDirectory]: z.string().default(defaultDataDirectory),
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
    [variables.hostNames]: z.string().default("").transform(namesIn),
    [variables.corsOrigins]: z
      .string()
      .default("")
      .transform((text, context) => {
        const origins = namesIn(text);
        for (const origin of origins.filter((name) => URL.parse(name)?.origin !== name)) {
          const message = `not an origin, got "${origin}"; use for example https://chats.example.org`;
          context.addIssue({ code: "custom", message });
        }
        return origins;
      }),
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
    // The value stays out of the message.
    [variables.githubLive.token]: z
      .string()
      .regex(/^[\x21-\x7e]{1,8192}$/, "not a token; use what the page sends after GitHub-Bearer")
      .optional(),
    [variables.githubLive.url]: z
      .string()
      .refine(isSafeOrigin, {
        error: ({ input }) => `not an origin with https, got "${input}"; use https://<host>`,
      })
      .default("https://api.individual.githubcopilot.com"),
    [variables.pushKey]: z.string().optional(),
    ...backupFields,
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
  .superRefine(refuseKeyProblems)
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

export type SettingsValues = z.infer<typeof settingsSchema>;

function port() {
  return z
    .string()
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535, {
      error: ({ input }) => `not a port, got "${input}"; use a number from 1 to 65535`,
    })
    .transform(Number);
}

/** Without encryption only within this machine. */
function isSafeOrigin(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.origin !== text) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && url.hostname === "127.0.0.1");
}

function namesIn(list: string): string[] {
  return list
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
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
