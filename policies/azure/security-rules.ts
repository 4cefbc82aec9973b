import { items } from "../checks.ts";
import type { Check } from "../policy.ts";
import { listAt, valueAt } from "../property-path.ts";

/** Everybody, in the words of Azure. */
const anywhere = ["*", "0.0.0.0/0", "Internet", "Any"];

/** All of the network, in the words of Azure. */
const everywhere = ["*", "VirtualNetwork"];

/** Remote login of Linux and of Windows. */
const loginPorts = [22, 3389];

export const noOpenInbound = items("securityRules", (rule) => {
  const { direction, access, sources } = read(rule);
  const isOpen = sources.some((source) => anywhere.includes(source));
  return direction === "Inbound" && access === "Allow" && isOpen
    ? "sourceAddressPrefix"
    : undefined;
});

/** Such a rule would shut out Azure's own probes, and make every later rule a dead letter. */
export const firstIsNoDenyAll: Check = (resource) => {
  const rules = listAt(resource.inputs, "securityRules").map(read);
  const [first] = inOrder(rules, "Inbound");
  const isDenyAll =
    first?.access === "Deny" && first.sources.includes("*") && first.ports.includes("*");
  return isDenyAll ? [{ resource, path: `securityRules[${rules.indexOf(first)}].access` }] : [];
};

/** A denial behind a permission is none, and one of some addresses leaves the others open. */
export const noLateralLogin: Check = (resource) => {
  const rules = inOrder(listAt(resource.inputs, "securityRules").map(read), "Outbound");
  const open = loginPorts.filter((port) => {
    const first = rules.find(
      ({ access, ports, destinations }) =>
        ports.some((range) => includesPort(range, port)) &&
        (access === "Allow" ||
          destinations.some((destination) => everywhere.includes(destination))),
    );
    return first?.access !== "Deny";
  });
  return open.length === 0
    ? []
    : [{ resource, path: "securityRules", found: `port ${open.join(" and ")} open` }];
};

interface Rule {
  direction: unknown;
  access: unknown;
  priority: number;
  sources: string[];
  destinations: string[];
  ports: string[];
}

/** Azure has a property for one value and another for many. */
function read(rule: unknown): Rule {
  const either = (one: string, many: string) =>
    [valueAt(rule, one), ...listAt(rule, many)].filter((value) => typeof value === "string");
  return {
    direction: valueAt(rule, "direction"),
    access: valueAt(rule, "access"),
    priority: Number(valueAt(rule, "priority")),
    sources: either("sourceAddressPrefix", "sourceAddressPrefixes"),
    destinations: either("destinationAddressPrefix", "destinationAddressPrefixes"),
    ports: either("destinationPortRange", "destinationPortRanges"),
  };
}

function inOrder(rules: Rule[], direction: "Inbound" | "Outbound"): Rule[] {
  return rules
    .filter((rule) => rule.direction === direction)
    .toSorted((a, b) => a.priority - b.priority);
}

function includesPort(range: string, port: number): boolean {
  if (range === "*") return true;
  const [first = Number.NaN, last = first] = range.split("-").map(Number);
  return first <= port && port <= last;
}
