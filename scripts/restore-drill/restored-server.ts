import { inSubscription } from "../bootstrap/place.ts";
import type { Operator } from "../operator.ts";
import type { DrillCommand } from "./options.ts";
import type { Source } from "./source.ts";

/** A server to be, beside the one that it is a copy of. */
export interface RestoredServer {
  /** Resource group of the drill. */
  group: string;
  name: string;
  network: Source["network"];
}

/** Servers of the world share one space of names of up to 63 characters. */
export function drillName(serverName: string, now: Date): string {
  const minute = now.toISOString().replace(/\D/g, "").slice(0, "YYYYMMDDhhmm".length);
  return `${serverName.slice(0, 63 - minute.length - 1)}-${minute}`;
}

/**
 * The network of the restored server. One is of one region, so that a copy in another region needs another; what
 * is public stays public.
 */
export function networkOf(
  { network, serverName }: Source,
  { geoLocation, subnetId, privateDnsZoneId }: DrillCommand,
): Source["network"] {
  const isNamed = subnetId !== undefined && privateDnsZoneId !== undefined;
  if (isNamed && !network) {
    throw new Error(`--subnet: ${serverName} is public, and so is what is restored; leave it out`);
  }
  if (network && geoLocation !== undefined && !isNamed) {
    throw new Error(
      `--subnet: is not given, and ${serverName} is in a private network; use --subnet and ` +
        "--private-dns-zone of one in the other region",
    );
  }
  return isNamed ? { subnetId, privateDnsZoneId } : network;
}

/** Makes the server, and comes back when it is there. */
export async function restore(
  operator: Operator,
  source: Source,
  command: DrillCommand,
  server: RestoredServer,
) {
  const { serverName } = source;
  await operator.change({
    what: `restores ${serverName} as ${server.name}; this takes minutes, for much data hours`,
    program: "az",
    args: restoreArgs(source, command, server),
  });
}

function restoreArgs(
  source: Source,
  { geoLocation, at }: DrillCommand,
  { group, name, network }: RestoredServer,
): string[] {
  return [
    ...["postgres", "flexible-server", geoLocation === undefined ? "restore" : "geo-restore"],
    ...["--resource-group", group, "--name", name, "--source-server", source.serverId],
    ...(geoLocation === undefined ? [] : ["--location", geoLocation]),
    ...(at === undefined ? [] : ["--restore-time", at]),
    ...(network
      ? ["--subnet", network.subnetId, "--private-dns-zone", network.privateDnsZoneId]
      : []),
    ...["--yes", ...inSubscription(source)],
  ];
}

interface FirewallRule {
  name: string;
  properties: { startIpAddress: string; endIpAddress: string };
}

/** Who may reach the source may reach the restored server: rules are not restored. */
export async function openFirewall(
  operator: Operator,
  source: Source,
  { group, name: server }: RestoredServer,
) {
  const url = (serverId: string, rule: string) =>
    `https://management.azure.com${serverId}/firewallRules${rule}?api-version=2024-08-01`;
  const json = ["--output", "json"];
  const list = ["rest", "--method", "get", "--url", url(source.serverId, ""), ...json];
  const { value: rules } = await operator.ask<{ value: FirewallRule[] }>("az", list);
  const serverId = source.serverId
    .replace(`/resourceGroups/${source.resourceGroup}/`, `/resourceGroups/${group}/`)
    .replace(/[^/]+$/, server);
  for (const { name, properties } of rules) {
    const { startIpAddress, endIpAddress } = properties;
    const body = JSON.stringify({ properties: { startIpAddress, endIpAddress } });
    const put = ["rest", "--method", "put", "--url", url(serverId, `/${name}`), "--body", body];
    await operator.change({
      what: `lets ${name} in (${startIpAddress} to ${endIpAddress})`,
      program: "az",
      args: [...put, ...json],
    });
  }
}
