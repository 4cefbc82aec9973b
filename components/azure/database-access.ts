import { AdministratorsMicrosoftEntra } from "@pulumi/azure-native/dbforpostgresql/administratorsMicrosoftEntra.js";
import { FirewallRule } from "@pulumi/azure-native/dbforpostgresql/firewallRule.js";
import type * as pulumi from "@pulumi/pulumi";
import type { DatabasePlace } from "./database-parameters.ts";

/** Who may reach the server, and as what. */
export interface DatabaseAccess {
  tenantId: pulumi.Input<string>;
  /** Person or group that administers the server with an Entra login. */
  entraAdministrator: EntraAdministrator;
  /**
   * Lets every address inside Azure try to log in, other customers' too. A site outside a virtual
   * network has no addresses of its own, so it cannot connect without.
   */
  allowsAzureServices: boolean;
  /** Public addresses that may connect; a private network has none. */
  allowedIpRanges: IpRange[];
}

export interface EntraAdministrator {
  objectId: pulumi.Input<string>;
  /** Name of the principal, which is its role in the database too. */
  name: pulumi.Input<string>;
  type: "User" | "Group" | "ServicePrincipal";
}

/** IPv4 addresses, both ends included. */
export interface IpRange {
  /** Letters, digits, dashes and underscores. */
  name: string;
  first: pulumi.Input<string>;
  last: pulumi.Input<string>;
}

/**
 * Lets people in: firewall rules, then the Entra administrator, one after another, because the
 * server refuses a change during another as ServerIsBusy. Answers the last.
 */
export function grantAccess(
  name: string,
  place: DatabasePlace,
  { tenantId, entraAdministrator, allowsAzureServices, allowedIpRanges }: DatabaseAccess,
  after: pulumi.Resource,
  opts: pulumi.CustomResourceOptions,
): pulumi.CustomResource {
  const ranges = [...(allowsAzureServices ? [azureServices] : []), ...allowedIpRanges];
  const open = ranges.reduce(
    (previous, range) =>
      new FirewallRule(
        `${name}-allow-${range.name}`,
        {
          ...place,
          firewallRuleName: range.name,
          startIpAddress: range.first,
          endIpAddress: range.last,
        },
        { ...opts, dependsOn: previous },
      ),
    after,
  );
  return new AdministratorsMicrosoftEntra(
    `${name}-administrator`,
    {
      ...place,
      objectId: entraAdministrator.objectId,
      principalName: entraAdministrator.name,
      principalType: entraAdministrator.type,
      tenantId,
    },
    { ...opts, dependsOn: open },
  );
}

/**
 * What Azure takes for all of Azure
 * (https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-firewall-rules).
 */
const azureServices: IpRange = { name: "azure-services", first: "0.0.0.0", last: "0.0.0.0" };
