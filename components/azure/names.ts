import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/** How Azure lets a kind of resource be named, and what is kept free for its role. */
interface NameRule {
  /** Abbreviation of Microsoft's Cloud Adoption Framework. */
  prefix: string;
  maxLength: number;
  /** Characters kept free for a role; 0 where a stack has only one of the kind. */
  roleLength: number;
  /** Names of the whole world share one space, so a random suffix keeps ours apart. */
  isGlobal: boolean;
  /** Storage accounts allow no dash. */
  separator: "-" | "";
}

/**
 * Source: Azure resource naming rules
 * (https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules).
 */
export const nameRules = {
  resourceGroup: rule("rg", 90),
  virtualNetwork: rule("vnet", 64),
  subnet: rule("snet", 80),
  securityGroup: rule("nsg", 80),
  privateEndpoint: rule("pep", 64),
  identity: rule("id", 128),
  vault: { ...rule("kv", 24), roleLength: 0, isGlobal: true },
  storageAccount: { ...rule("st", 24), roleLength: 4, isGlobal: true, separator: "" },
  database: { ...rule("psql", 63), isGlobal: true },
  workspace: rule("log", 63),
  applicationInsights: rule("appi", 255),
  appServicePlan: { ...rule("asp", 40), roleLength: 12 },
  webApp: { ...rule("app", 60), isGlobal: true },
  staticSite: { ...rule("stapp", 40), roleLength: 12 },
  actionGroup: rule("ag", 260),
  alert: rule("alert", 128),
  availabilityTest: rule("webtest", 64),
  dashboard: rule("dash", 64),
  budget: rule("budget", 63),
  lock: rule("lock", 90),
} as const satisfies Record<string, NameRule>;

/** What most kinds have in common: room for a long role, and a name that only has to differ in its group. */
function rule<Prefix extends string>(prefix: Prefix, maxLength: number) {
  return { prefix, maxLength, roleLength: 24, isGlobal: false, separator: "-" } as const;
}

export type NameKind = keyof typeof nameRules;

/** Characters of the random suffix: 36^6 keeps two billion names of the world apart. */
export const suffixLength = 6;

export interface NamesArgs {
  /** Project and stack, for example `copilot-prod`. Any text: it is cut down to what Azure allows. */
  workload: string;
}

/** Gives every resource of a stack its physical name; the suffix is made once and kept. */
export class Names extends pulumi.ComponentResource {
  private readonly workload: string;
  private readonly suffix: pulumi.Output<string>;

  constructor(name: string, args: NamesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("copilot:azure:Names", name, {}, opts);
    this.workload = args.workload;
    const suffix = new random.RandomString(
      `${name}-suffix`,
      { length: suffixLength, upper: false, special: false },
      { parent: this },
    );
    this.suffix = suffix.result;
    this.registerOutputs({});
  }

  /** The name of the resource of that kind; `role` tells two of a kind apart, for example `slot`. */
  of(kind: NameKind, role?: string): pulumi.Input<string> {
    if (!nameRules[kind].isGlobal) return physicalName(kind, this.workload, role, "");
    return this.suffix.apply((suffix) => physicalName(kind, this.workload, role, suffix));
  }
}

/**
 * Prefix, workload, role and suffix. A workload that is too long is cut by as much for every role,
 * so names differ wherever roles do. Throws for a role that does not fit and for a workload without
 * a letter or digit.
 */
export function physicalName(
  kind: NameKind,
  workload: string,
  role: string | undefined,
  suffix: string,
): string {
  const { prefix, separator } = nameRules[kind];
  const middle = sanitized(workload, separator)
    .slice(0, workloadLength(nameRules[kind]))
    .replace(/-+$/, "");
  if (middle === "") {
    const got = JSON.stringify(workload);
    throw new Error(`workload: has no letter or digit, got ${got}; use for example copilot-prod`);
  }
  const parts = [prefix, middle, sanitizedRole(kind, role), suffix];
  return parts.filter((part) => part !== "").join(separator);
}

function workloadLength({ prefix, maxLength, roleLength, isGlobal, separator }: NameRule): number {
  const room = [prefix.length, roleLength, isGlobal ? suffixLength : 0].filter((part) => part > 0);
  return maxLength - room.reduce((sum, part) => sum + part + separator.length, 0);
}

function sanitizedRole(kind: NameKind, role: string | undefined): string {
  if (role === undefined) return "";
  const { roleLength, separator } = nameRules[kind];
  const clean = sanitized(role, separator);
  if (clean === "" || clean.length > roleLength) {
    const got = JSON.stringify(role);
    throw new Error(`role of ${kind}: has no room, got ${got}; use 1 to ${roleLength} characters`);
  }
  return clean;
}

/** Lower case letters, digits and single inner dashes: allowed by every kind of the table. */
function sanitized(text: string, separator: "-" | ""): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, separator)
    .replace(/^-+|-+$/g, "");
}
