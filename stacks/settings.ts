import * as pulumi from "@pulumi/pulumi";
import * as pulumiConfig from "@pulumi/pulumi/runtime/config.js";
import type { z } from "zod";
import { type AzureSettings, azureSettings } from "./azure-settings.ts";
import { type Host, thisCheckout } from "./host.ts";
import { type LocalSettings as LocalValues, localSettings } from "./local-settings.ts";
import { type Config, problem } from "./problems.ts";
import { type SettingsKey, type SettingsValues, settingsSchema } from "./settings-schema.ts";

/** The configuration of a stack as it is stored. */
export interface StackConfig {
  project: string;
  stack: string;
  /** Without the namespace of the project. */
  config: Config;
  /** The keys of `config` whose values are stored encrypted. */
  secretKeys: string[];
}

interface AnySettings {
  project: string;
  stack: string;
  host: Host;
}

/** Everything that a stack on this machine is made from. */
export interface LocalSettings extends AnySettings, LocalValues {
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
  return settingsOf(runningStack(), host);
}

/** As `readSettings`, of a stack that does not run. */
export function settingsOf(
  { project, stack, config, secretKeys }: StackConfig,
  host: Host,
): Settings {
  const { values, problems } = parse(config);
  const isSecret = (key: SettingsKey) => secretKeys.includes(key);
  const azure = azureSettings(values, stack, config);
  const local = localSettings(values, config, isSecret, host.projectDirectory);
  problems.push(...local.problems, ...(values.target === "azure" ? azure.problems : []));
  if (problems.length > 0) {
    throw new pulumi.RunError(
      ["The configuration of this stack has problems:", ...problems].join("\n  "),
    );
  }
  return values.target === "azure"
    ? { project, stack, host, target: "azure", ...azure.settings }
    : { project, stack, host, target: "local", ...local.settings };
}

/** The keys of this project without their namespace; other namespaces belong to providers. */
function runningStack(): StackConfig {
  const project = pulumi.getProject();
  const prefix = `${project}:`;
  const keys = Object.entries(pulumiConfig.allConfig()).filter(([key]) => key.startsWith(prefix));
  const config = Object.fromEntries(keys.map(([key, value]) => [key.slice(prefix.length), value]));
  const secretKeys = Object.keys(config).filter((key) => isConfigSecret(`${prefix}${key}`));
  return { project, stack: pulumi.getStack(), config, secretKeys };
}

/** The SDK has it, and declares it to nobody but itself. */
const { isConfigSecret } = pulumiConfig as unknown as { isConfigSecret: (key: string) => boolean };

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
