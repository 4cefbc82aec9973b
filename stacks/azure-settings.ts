import { requiredOnAzure, tierOverrideSchemas } from "./azure-keys.ts";
import { list } from "./key-types.ts";
import { type Config, problem } from "./problems.ts";
import type { SettingsValues } from "./settings-schema.ts";
import { tierProblems } from "./tier-rules.ts";
import { type Tier, type TierName, tiers } from "./tiers.ts";

export interface IpRange {
  name: string;
  first: string;
  last: string;
}

/** What a stack on Azure is made from; every override is resolved. */
export interface AzureSettings {
  tierName: TierName;
  tier: Tier;
  location: string;
  staticSiteLocation: string;
  owner: string;
  costCentre: string;
  alertEmails: string[];
  allowedIpRanges: IpRange[];
  databaseAdministrator: Principal & { name: string };
  /** Whose login uploads packages. */
  releaseUploader: Principal;
  budgetStartDate: string;
  secretExpiryDate: string;
}

/** Somebody in Entra. */
export interface Principal {
  objectId: string;
  type: "User" | "Group" | "ServicePrincipal";
}

/** The most addresses that one firewall rule may cover. Source: PSRule AZR-000151. */
const widestIpRange = 10;

/** Answers the settings, or every problem that keeps them from being complete. */
export function azureSettings(
  values: SettingsValues,
  stack: string,
  config: Config,
): { settings: AzureSettings; problems: string[] } {
  const tierName = values.tier ?? (stack in tiers ? (stack as TierName) : undefined);
  const tier = { ...tiers[tierName ?? "dev"], ...overrides(values) };
  const emails = list(values.alertEmails);
  const ranges = list(values.allowedIpRanges).map(ipRange);
  const problems = [
    ...(tierName ? [] : [problem("tier", `is needed, because stack ${stack} is no tier`, config)]),
    ...requiredOnAzure
      .filter((key) => config[key] === undefined)
      .map((key) => problem(key, "is needed on Azure", config)),
    ...(config.alertEmails !== undefined && emails.length === 0
      ? [problem("alertEmails", "names nobody", config)]
      : []),
    ...emails
      .filter((email) => !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email))
      .map((email) => problem("alertEmails", `"${email}" is no address`, config)),
    ...ranges.flatMap((range, index) => rangeProblems(range, ranges.slice(0, index), config)),
    ...tierProblems(tier, values),
  ];
  const databaseAdministrator = {
    objectId: values.databaseAdministratorObjectId ?? "",
    name: values.databaseAdministratorName ?? "",
    type: values.databaseAdministratorType,
  };
  const settings: AzureSettings = {
    tierName: tierName ?? "dev",
    tier,
    location: values.location,
    staticSiteLocation: values.staticSiteLocation,
    owner: values.owner,
    costCentre: values.costCentre,
    alertEmails: emails,
    allowedIpRanges: ranges,
    databaseAdministrator,
    releaseUploader:
      values.releaseUploaderObjectId === undefined
        ? databaseAdministrator
        : { objectId: values.releaseUploaderObjectId, type: values.releaseUploaderType },
    budgetStartDate: values.budgetStartDate ?? "",
    secretExpiryDate: values.secretExpiryDate ?? "",
  };
  return { settings, problems };
}

function overrides(values: SettingsValues): Partial<Tier> {
  const set = Object.keys(tierOverrideSchemas)
    .map((key) => [key, values[key as keyof Tier]])
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(set);
}

/** `office=203.0.113.4-203.0.113.7`, or `office=203.0.113.4` for one address. */
function ipRange(text: string): IpRange {
  const [name = "", addresses = ""] = text.split("=");
  const [first = "", last = first] = addresses.split("-");
  return { name, first, last };
}

/** The name of the component's own rule. */
const reservedRangeName = "azure-services";

function rangeProblems(
  { name, first, last }: IpRange,
  before: IpRange[],
  config: Config,
): string[] {
  if (name === reservedRangeName || before.some((other) => other.name === name)) {
    return [problem("allowedIpRanges", `the name "${name}" is taken`, config)];
  }
  const [from, to] = [addressNumber(first), addressNumber(last)];
  if (!/^[A-Za-z0-9_-]+$/.test(name) || from === undefined || to === undefined || to < from) {
    return [problem("allowedIpRanges", `"${name}=${first}-${last}" is no range`, config)];
  }
  const size = to - from + 1;
  return size > widestIpRange
    ? [
        problem(
          "allowedIpRanges",
          `"${name}" covers ${size} addresses, at most ${widestIpRange} may be`,
          config,
        ),
      ]
    : [];
}

function addressNumber(address: string): number | undefined {
  const octets = address.split(".").map(Number);
  const areValid = /^\d{1,3}(\.\d{1,3}){3}$/.test(address) && octets.every((octet) => octet <= 255);
  return areValid ? octets.reduce((sum, octet) => sum * 256 + octet, 0) : undefined;
}
