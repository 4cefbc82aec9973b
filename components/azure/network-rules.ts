import type { network } from "@pulumi/azure-native/types/input.js";

export type SubnetRole = "web" | "database" | "endpoints";

/** The addresses of each subnet. Throws for an address space that is no whole /16. */
export function subnetPrefixes(addressSpace: string): Record<SubnetRole, string> {
  const start = /^(\d{1,3}\.\d{1,3})\.0\.0\/16$/.exec(addressSpace)?.[1];
  if (start === undefined) {
    throw new Error(
      `addressSpace: must be a whole /16, got "${addressSpace}"; use for example 10.20.0.0/16`,
    );
  }
  return {
    web: `${start}.1.0/24`,
    database: `${start}.2.0/24`,
    endpoints: `${start}.3.0/24`,
  };
}

/**
 * What may pass within the network. Where nothing is said Azure's own last rules hold: out to the
 * Internet, and nothing in from it.
 */
export function securityRules(
  addressSpace: string,
): Record<SubnetRole, network.SecurityRuleArgs[]> {
  const { web, database, endpoints } = subnetPrefixes(addressSpace);
  return {
    web: [
      ...inbound([probes, otherwiseNothing]),
      ...outbound([
        allow("database", web, database, postgresPort),
        allow("endpoints", web, endpoints, httpsPort),
        noLateralLogin,
        otherwiseNothing,
      ]),
    ],
    // Standby, log archive and logins are what a server needs
    // (https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-networking-private).
    database: [
      ...inbound([
        probes,
        allow("web", web, database, postgresPort),
        allow("standby", database, database, postgresPort),
        otherwiseNothing,
      ]),
      ...outbound([
        allow("standby", database, database, postgresPort),
        allow("log-archive", database, "Storage", httpsPort),
        allow("logins", database, "AzureActiveDirectory", httpsPort),
        noLateralLogin,
        otherwiseNothing,
      ]),
    ],
    endpoints: [
      ...inbound([probes, allow("web", web, endpoints, httpsPort), otherwiseNothing]),
      ...outbound([noLateralLogin, otherwiseNothing]),
    ],
  };
}

interface Rule {
  name: string;
  access: "Allow" | "Deny";
  protocol: "Tcp" | "*";
  /** Addresses or a service tag. */
  from: string;
  /** Addresses or a service tag. */
  to: string;
  /** Destination ports. */
  ports: string[];
}

const postgresPort = "5432";
const httpsPort = "443";

/** Azure's own checks of health, which the last rule would refuse: their source is in its tag. */
const probes: Rule = {
  name: "probes",
  access: "Allow",
  protocol: "*",
  from: "AzureLoadBalancer",
  to: "*",
  ports: ["*"],
};

/** A taken-over resource must not log in to its neighbours. */
const noLateralLogin: Rule = {
  name: "lateral-login",
  access: "Deny",
  protocol: "Tcp",
  from: "*",
  to: "VirtualNetwork",
  ports: ["22", "3389"],
};

const otherwiseNothing: Rule = {
  name: "otherwise-nothing",
  access: "Deny",
  protocol: "*",
  from: "VirtualNetwork",
  to: "VirtualNetwork",
  ports: ["*"],
};

function allow(name: string, from: string, to: string, port: string): Rule {
  return { name, access: "Allow", protocol: "Tcp", from, to, ports: [port] };
}

function inbound(rules: Rule[]): network.SecurityRuleArgs[] {
  return rules.map((rule, index) => securityRule("Inbound", rule, index));
}

function outbound(rules: Rule[]): network.SecurityRuleArgs[] {
  return rules.map((rule, index) => securityRule("Outbound", rule, index));
}

/** The first rule that matches decides, so priorities follow the order of the list. */
function securityRule(
  direction: "Inbound" | "Outbound",
  { name, access, protocol, from, to, ports }: Rule,
  index: number,
): network.SecurityRuleArgs {
  const [port, ...others] = ports;
  return {
    name: `${access}-${direction}-${name}`.toLowerCase(),
    priority: 100 + 10 * index,
    direction,
    access,
    protocol,
    sourceAddressPrefix: from,
    sourcePortRange: "*",
    destinationAddressPrefix: to,
    // Azure refuses a list that holds "*".
    ...(port !== undefined && others.length === 0
      ? { destinationPortRange: port }
      : { destinationPortRanges: ports }),
  };
}
