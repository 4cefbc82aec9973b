import { dirname, isAbsolute, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { allConfig } from "@pulumi/pulumi/runtime/config.js";
import { z } from "zod";
import { contentHash } from "./content-hash.ts";

/** The only truth for configuration keys: their names, types, defaults and descriptions. */
export const settingsSchema = z.strictObject({
  target: z
    .enum(["local", "azure"])
    .default("local")
    .meta({ description: "Where the stack runs: on this machine or on Azure", example: "local" }),
  runtime: z
    .enum(["auto", "docker", "process"])
    .default("auto")
    .meta({ description: "How the local stack runs its services", example: "process" }),
  dataDirectory: z.string().min(1, "must not be empty").default(".data").meta({
    description: "Folder of the local database, logs and run files, relative to the repository",
    example: ".data",
  }),
  logLevel: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"])
    .default("info")
    .meta({ description: "Least severe log lines that the application writes", example: "debug" }),
  metricsPort: port(8082, "Port of health, readiness, metrics and sessions"),
  searchPort: port(8083, "Port of search"),
  apiPort: port(8001, "Port of the page and its API"),
});

export type SettingsKey = keyof typeof settingsSchema.shape;
const portKeys = ["metricsPort", "searchPort", "apiPort"] as const satisfies SettingsKey[];

/** Everything that a stack is made from. */
export interface Settings extends z.infer<typeof settingsSchema> {
  stack: string;
  host: Host;
}

/** What is true of the checkout rather than chosen; recorded plans fix it. */
export interface Host {
  /** Absolute path of the repository's root. */
  projectDirectory: string;
  /** Hash of the application's code: a changed application is a changed service. */
  appVersion: string;
}

/**
 * Reads and checks the configuration of the running stack. Throws one RunError, which the engine
 * shows without a stack trace, that names every unknown or wrong key.
 */
export function readSettings(host: Host = thisCheckout()): Settings {
  const config = projectConfig();
  const parsed = settingsSchema.safeParse(config);
  const problems = [...schemaProblems(parsed.error, config), ...sharedPorts(config)];
  if (!parsed.success || problems.length > 0) {
    throw new pulumi.RunError(
      ["The configuration of this stack has problems:", ...problems].join("\n  "),
    );
  }
  const { dataDirectory } = parsed.data;
  return {
    ...parsed.data,
    dataDirectory: isAbsolute(dataDirectory)
      ? dataDirectory
      : join(host.projectDirectory, dataDirectory),
    stack: pulumi.getStack(),
    host,
  };
}

function thisCheckout(): Host {
  const projectDirectory = dirname(import.meta.dirname);
  return { projectDirectory, appVersion: contentHash(join(projectDirectory, "app")) };
}

/** The keys of this project without their namespace; other namespaces belong to providers. */
function projectConfig(): Config {
  const prefix = `${pulumi.getProject()}:`;
  const own = Object.entries(allConfig()).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
}

/** Values as text, which is what the engine hands over whatever the type. */
type Config = Record<string, string>;

function schemaProblems(error: z.ZodError | undefined, config: Config): string[] {
  return (error?.issues ?? []).flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      const known = Object.keys(settingsSchema.shape).join(", ");
      return issue.keys.map((key) => `${key}: unknown key; use one of ${known}`);
    }
    const wish =
      issue.code === "invalid_value" ? `must be one of ${issue.values.join(", ")}` : issue.message;
    return [problem(issue.path[0] as SettingsKey, wish, config)];
  });
}

/** Compares the text, so that it is reported together with whatever else is wrong. */
function sharedPorts(config: Config): string[] {
  const owners = new Map<string, SettingsKey>();
  return portKeys.flatMap((key) => {
    const number = config[key] ?? String(settingsSchema.shape[key].parse(undefined));
    const owner = owners.get(number);
    owners.set(number, owner ?? key);
    return owner ? [problem(key, `must differ from ${owner}`, config)] : [];
  });
}

function problem(key: SettingsKey, wish: string, config: Config): string {
  const got = JSON.stringify(config[key] ?? "the default");
  return `${key}: ${wish}, got ${got}; use for example ${settingsSchema.shape[key].meta()?.example}`;
}

function port(standard: number, description: string) {
  const wish = "must be a whole number from 1 to 65535";
  return z
    .string()
    .regex(/^\d{1,5}$/, wish)
    .transform(Number)
    .pipe(z.number().min(1, wish).max(65535, wish))
    .prefault(String(standard))
    .meta({ description, example: String(standard + 10_000) });
}
