import { describe, expect, it, test } from "vitest";
import {
  type SubnetRole,
  securityRules,
  subnetPrefixes,
} from "../../../../components/azure/network-rules.ts";

const roles: SubnetRole[] = ["web", "database", "endpoints"];
const rules = securityRules("10.20.0.0/16");

describe.each(roles)("the rules of subnet %s", (role) => {
  it("allow nothing in from anywhere (107)", () => {
    const fromAnywhere = rules[role].filter(
      ({ direction, access, sourceAddressPrefix }) =>
        direction === "Inbound" &&
        access === "Allow" &&
        ["*", "Internet", "0.0.0.0/0"].includes(String(sourceAddressPrefix)),
    );
    expect(fromAnywhere).toEqual([]);
  });

  it("begin inward with Azure's own checks, not with a refusal (108)", () => {
    expect(ordered(role, "Inbound")[0]).toMatchObject({
      access: "Allow",
      sourceAddressPrefix: "AzureLoadBalancer",
    });
  });

  it("refuse logins from here to neighbours before all else is refused (109)", () => {
    const refusals = ordered(role, "Outbound").filter(({ access }) => access === "Deny");
    expect(refusals).toEqual([
      expect.objectContaining({
        name: "deny-outbound-lateral-login",
        destinationAddressPrefix: "VirtualNetwork",
        destinationPortRanges: ["22", "3389"],
      }),
      expect.objectContaining({
        name: "deny-outbound-otherwise-nothing",
        destinationPortRange: "*",
      }),
    ]);
  });

  it("end with a refusal of the rest of the network, both ways", () => {
    for (const direction of ["Inbound", "Outbound"]) {
      expect(ordered(role, direction).at(-1)).toMatchObject({
        access: "Deny",
        protocol: "*",
        sourceAddressPrefix: "VirtualNetwork",
        destinationAddressPrefix: "VirtualNetwork",
      });
    }
  });

  it("have priorities and names that are their own", () => {
    const priorities = rules[role].map(({ direction, priority }) => `${direction} ${priority}`);
    expect(new Set(priorities).size).toBe(priorities.length);
    const names = rules[role].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

test("what may pass is exactly this", () => {
  const allowed = roles.flatMap((role) =>
    rules[role]
      .filter(({ access, name }) => access === "Allow" && !String(name).includes("probes"))
      .map((rule) => [
        role,
        rule.direction,
        `${rule.sourceAddressPrefix} to ${rule.destinationAddressPrefix}:${rule.destinationPortRange}`,
      ]),
  );
  expect(allowed).toEqual([
    ["web", "Outbound", "10.20.1.0/24 to 10.20.2.0/24:5432"],
    ["web", "Outbound", "10.20.1.0/24 to 10.20.3.0/24:443"],
    ["database", "Inbound", "10.20.1.0/24 to 10.20.2.0/24:5432"],
    ["database", "Inbound", "10.20.2.0/24 to 10.20.2.0/24:5432"],
    ["database", "Outbound", "10.20.2.0/24 to 10.20.2.0/24:5432"],
    ["database", "Outbound", "10.20.2.0/24 to Storage:443"],
    ["database", "Outbound", "10.20.2.0/24 to AzureActiveDirectory:443"],
    ["endpoints", "Inbound", "10.20.1.0/24 to 10.20.3.0/24:443"],
  ]);
});

test("subnets lie in the address space", () => {
  expect(subnetPrefixes("172.16.0.0/16")).toEqual({
    web: "172.16.1.0/24",
    database: "172.16.2.0/24",
    endpoints: "172.16.3.0/24",
  });
});

test.each(["10.20.0.0/24", "10.20.1.0/16", "10.20.0.0", ""])(
  "the address space %j is refused",
  (text) => {
    expect(() => subnetPrefixes(text)).toThrow(
      `addressSpace: must be a whole /16, got "${text}"; use for example 10.20.0.0/16`,
    );
  },
);

function ordered(role: SubnetRole, direction: string) {
  return rules[role]
    .filter((rule) => rule.direction === direction)
    .toSorted((a, b) => Number(a.priority) - Number(b.priority));
}
