import { dirname, isAbsolute, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { allConfig } from "@pulumi/pulumi/runtime/config.js";
import type { z } from "zod";
import { appVersion } from "./app-version.ts";
import { type AzureSettings, azureSettings } from "./azure-settings.ts";
import { portKeys } from "./local-keys.ts";
import { type Config, problem } from "./problems.ts";
import { type SettingsKey, type SettingsValues, settingsSchema } from "./settings-schema.ts";

/** What is true of the checkout rather than chosen; recorded plans fix it. */
export interface Host {
  /** Absolute path of the repository's root. */
  projectDirectory: string;
  /** Hash of the application's code: a changed application is a changed service. */
  appVersion: string;
}

interface AnySettings {
  project: string;
  stack: string;
  host: Host;
}

/** Everything that a stack on this machine is made from. */
export interface LocalSettings
  extends AnySettings,
    Pick<SettingsValues, "runtime" | "dataDirectory" | "logLevel" | (typeof portKeys)[number]> {
  target: "local";
}

/** Everything that a stack on Azure is made from. */
export interface AzureStackSettings extends AnySettings, AzureSettings {
  target: "azure";
}

export type Settings = LocalSettings | AzureStackSettings;

/**
 * Reads and checks the configuration of the running stack. Throws one RunError, which the engine
 * shows without a stack trace, that names every unknown or wrong key.
 */
export function readSettings(host: Host = thisCheckout()): Settings {
  const config = projectConfig();
  const stack = pulumi.getStack();
  const { values, problems } = parse(config);
  const azure = azureSettings(values, stack, config);
  problems.push(...sharedPorts(config), ...(values.target === "azure" ? azure.problems : []));
  if (problems.length > 0) {
    throw new pulumi.RunError(
      ["The configuration of this stack has problems:", ...problems].join("\n  "),
    );
  }
  const settings = { project: pulumi.getProject(), stack, host };
  return values.target === "azure"
    ? { ...settings, target: "azure", ...azure.settings }
    : { ...settings, target: "local", ...localSettings(values, host) };
}

function thisCheckout(): Host {
  const projectDirectory = dirname(import.meta.dirname);
  return { projectDirectory, appVersion: appVersion(projectDirectory) };
}

function localSettings(values: SettingsValues, { projectDirectory }: Host) {
  const { runtime, dataDirectory, logLevel, metricsPort, searchPort, apiPort } = values;
  const folder = isAbsolute(dataDirectory) ? dataDirectory : join(projectDirectory, dataDirectory);
  return { runtime, dataDirectory: folder, logLevel, metricsPort, searchPort, apiPort };
}

/** The keys of this project without their namespace; other namespaces belong to providers. */
function projectConfig(): Config {
  const prefix = `${pulumi.getProject()}:`;
  const own = Object.entries(allConfig()).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
}

/** Key by key, so that one wrong value hides no other problem; a wrong value counts as not set. */
function parse(config: Config): { values: SettingsValues; problems: string[] } {
  const problems = Object.keys(config)
    .filter((key) => !(key in settingsSchema.shape))
    .map((key) => `${key}: unknown key; docs/configuration.md lists all`);
  const values = Object.entries(settingsSchema.shape).map(([key, schema]) => {
    const parsed = schema.safeParse(config[key]);
    if (parsed.success) return [key, parsed.data];
    problems.push(problem(key as SettingsKey, wish(parsed.error), config));
    return [key, schema.safeParse(undefined).data];
  });
  return { values: Object.fromEntries(values), problems };
}

function wish({ issues: [issue] }: z.ZodError): string {
  if (issue?.code === "invalid_value") return `must be one of ${issue.values.join(", ")}`;
  return issue?.message ?? "is wrong";
}

/** Compares the text, so that it is reported together with whatever else is wrong. */
function sharedPorts(config: Config): string[] {
  const owners = new Map<string, SettingsKey>();
  return portKeys.flatMap((key) => {
    const number = config[key] ?? String(settingsSchema.shape[key].parse(undefined));
    const owner = owners.get(number);
    owners.set(number, owner ?? key);
    return owner ? [problem(key, `must differ from ${owner}`, { ...config, [key]: number })] : [];
  });
}
