import { isAbsolute, join } from "node:path";
import { type ExtraTarget, extraTarget } from "../observability/extra-targets.ts";
import type { Receivers } from "../observability/receivers.ts";
import type { GrafanaOauth } from "../services/grafana.ts";
import { chosenServices, type ServiceName } from "../services/sets.ts";
import { alertReceivers } from "./alert-receivers.ts";
import { list } from "./key-types.ts";
import { type LocalKey, portKeys, type SecretKey, secretKeys } from "./local-keys.ts";
import { type Config, problem } from "./problems.ts";
import { type SettingsKey, type SettingsValues, settingsSchema } from "./settings-schema.ts";

/** Keys whose values are taken as they are. */
const plainKeys = [
  "runtime",
  "logLevel",
  "logAgent",
  "metricsRetentionDays",
  "metricsMaxGb",
  "runbookBaseUrl",
  "registryMirror",
  "externalNetwork",
  ...portKeys,
] as const satisfies LocalKey[];

type PlainValues = Pick<SettingsValues, (typeof plainKeys)[number]>;

/** What a stack on this machine is made from. */
export interface LocalSettings extends PlainValues {
  /** Absolute. */
  dataDirectory: string;
  /** Those beside the application, in the order of the status table. */
  services: ServiceName[];
  /** What runs elsewhere and is scraped. */
  scrapeTargets: ExtraTarget[];
  receivers: Receivers;
  /** A login of Grafana's by somebody else; undefined for none. */
  grafanaOauth: GrafanaOauth | undefined;
  /** Values of the secrets that were given, by their keys. */
  secrets: Partial<Record<SecretKey, string | undefined>>;
}

/** Keys that mean nothing without each other. */
const groups: SettingsKey[][] = [
  ["smtpHost", "smtpUser", "smtpPassword", "alertEmails"],
  [
    "grafanaOauthClientId",
    "grafanaOauthClientSecret",
    "grafanaOauthAuthorizationUrl",
    "grafanaOauthTokenUrl",
    "grafanaOauthUserInfoUrl",
  ],
  ["gatewayCertificate", "gatewayKey"],
];

/** Of Azure too, where it means something by itself. */
const sharedKeys: SettingsKey[] = ["alertEmails"];

/**
 * Answers the settings, or every problem that keeps them from being complete.
 *
 * @param isSecret Whether the value of a key is stored encrypted.
 */
export function localSettings(
  values: SettingsValues,
  config: Config,
  isSecret: (key: SettingsKey) => boolean,
  projectDirectory: string,
): { settings: LocalSettings; problems: string[] } {
  const problems: string[] = [];
  const attempt = <T>(read: () => T, otherwise: T): T => {
    try {
      return read();
    } catch (error) {
      problems.push((error as Error).message);
      return otherwise;
    }
  };
  const { dataDirectory, logAgent } = values;
  const chosen = values.services.trim() === "none" ? "" : values.services;
  const services = attempt<ServiceName[]>(() => chosenServices(chosen, logAgent), []);
  const scrapeTargets = list(values.scrapeTargets).flatMap((target) =>
    attempt(() => [extraTarget(target, "scrapeTargets")], []),
  );
  problems.push(...sharedPorts(config), ...plainSecrets(config, isSecret), ...gaps(config));
  if (values.externalNetwork !== undefined && !services.includes("prometheus")) {
    problems.push(
      problem("externalNetwork", "is of use with the service prometheus alone", config),
    );
  }
  const settings: LocalSettings = {
    ...picked(values, plainKeys),
    dataDirectory: isAbsolute(dataDirectory)
      ? dataDirectory
      : join(projectDirectory, dataDirectory),
    services,
    scrapeTargets,
    receivers: alertReceivers(values),
    grafanaOauth: grafanaOauth(values),
    secrets: picked(values, secretKeys),
  };
  return { settings, problems };
}

/** The values of the keys that have one. */
function picked<Key extends keyof SettingsValues>(values: SettingsValues, keys: readonly Key[]) {
  const set = keys.filter((key) => values[key] !== undefined);
  return Object.fromEntries(set.map((key) => [key, values[key]])) as Pick<SettingsValues, Key>;
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

function plainSecrets(config: Config, isSecret: (key: SettingsKey) => boolean): string[] {
  return secretKeys
    .filter((key) => config[key] !== undefined && !isSecret(key))
    .map(
      (key) =>
        `${key}: is stored in plain text, got [secret];` +
        ` use npm run pulumi -- config set --secret ${key}`,
    );
}

/** What is missing of a group of which something is there. */
function gaps(config: Config): string[] {
  return groups.flatMap((group) => {
    const given = group.find((key) => config[key] !== undefined && !sharedKeys.includes(key));
    if (given === undefined) return [];
    return group
      .filter((key) => config[key] === undefined)
      .map((key) => problem(key, `is needed, because ${given} is set`, config));
  });
}

function grafanaOauth(values: SettingsValues): GrafanaOauth | undefined {
  const {
    grafanaOauthName: name,
    grafanaOauthClientId: clientId,
    grafanaOauthAuthorizationUrl: authorizationUrl,
    grafanaOauthTokenUrl: tokenUrl,
    grafanaOauthUserInfoUrl: userInfoUrl,
  } = values;
  return clientId && authorizationUrl && tokenUrl && userInfoUrl
    ? { name, clientId, authorizationUrl, tokenUrl, userInfoUrl }
    : undefined;
}
