import type { Check } from "../policy.ts";
import { valueAt } from "../property-path.ts";

const mostAddresses = 10;
const mostRules = 10;

/** Azure's way to say "every address of Azure" is a range that holds none. */
export const noAzureServices: Check = (resource) =>
  resource.inputs.startIpAddress === "0.0.0.0" ? [{ resource, path: "startIpAddress" }] : [];

export const narrowRange: Check = (resource) => {
  const { startIpAddress, endIpAddress } = resource.inputs;
  const addresses = addressNumber(endIpAddress) - addressNumber(startIpAddress) + 1;
  return addresses <= mostAddresses
    ? []
    : [{ resource, path: "endIpAddress", found: `${addresses} addresses` }];
};

export const fewFirewallRules: Check = (resource, graph) => {
  const rules = graph.resources.filter(
    ({ type, inputs }) =>
      type === "azure-native:dbforpostgresql:FirewallRule" &&
      inputs.serverName === valueAt(resource.inputs, "serverName"),
  );
  return rules.length <= mostRules
    ? []
    : [{ resource, path: "FirewallRule", found: `${rules.length} rules` }];
};

function addressNumber(address: unknown): number {
  return String(address)
    .split(".")
    .reduce((sum, part) => sum * 256 + Number(part), 0);
}
