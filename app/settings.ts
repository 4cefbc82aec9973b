import { homedir } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { chatApp } from "./service.ts";

/** Everything the environment decides. This file is the only reader of the environment. */
export interface Settings {
  /** Absolute path of the folder that holds the database. */
  dataDirectory: string;
  /** Address to listen on. */
  host: string;
  /** TCP ports by role, all different. */
  ports: Record<ServerName, number>;
  logLevel: LogLevel;
  /** What `/health` and the metrics call the running version. */
  version: string;
}

/** The servers of this application, one port each. */
export type ServerName = keyof typeof chatApp.ports;

export type LogLevel = (typeof logLevels)[number];

type Environment = Readonly<Record<string, string | undefined>>;

const variables = chatApp.environment;
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
    host: reading.data[variables.host],
    ports: {
      metrics: reading.data[variables.ports.metrics],
      search: reading.data[variables.ports.search],
      api: reading.data[variables.ports.api],
    },
    logLevel: reading.data[variables.logLevel],
    version: reading.data[variables.version],
  };
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
    [variables.host]: z.string().default("127.0.0.1"),
    [variables.ports.metrics]: port(chatApp.ports.metrics),
    [variables.ports.search]: port(chatApp.ports.search),
    [variables.ports.api]: port(chatApp.ports.api),
    [variables.logLevel]: z
      .enum(logLevels, {
        error: ({ input }) => `not a level, got "${input}"; use one of ${logLevels.join(", ")}`,
      })
      .default("info"),
    [variables.version]: z.string().default("development"),
  })
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

function port(fallback: number) {
  return z
    .string()
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535, {
      error: ({ input }) => `not a port, got "${input}"; use a number from 1 to 65535`,
    })
    .transform(Number)
    .default(fallback);
}
