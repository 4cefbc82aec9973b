import type * as pulumi from "@pulumi/pulumi";
import type { Names } from "./names.ts";

/** What every Azure component of a stack is made with. */
export interface Scope {
  names: Names;
  resourceGroupName: pulumi.Input<string>;
  /** Azure region, for example `westeurope`. */
  location: string;
  tags: Record<string, string>;
  /** Refuse to delete or replace what holds data. */
  protectData: boolean;
}

/** Where private endpoints and delegated resources go; undefined in a public network. */
export interface PrivateNetwork {
  /** Delegated to `Microsoft.Web/serverFarms`. */
  webSubnetId: pulumi.Input<string>;
  /** Delegated to `Microsoft.DBforPostgreSQL/flexibleServers`. */
  databaseSubnetId: pulumi.Input<string>;
  /** Zone that the database server registers itself in; ends in `.postgres.database.azure.com`. */
  databaseDnsZoneId: pulumi.Input<string>;
  /** For private endpoints. */
  endpointSubnetId: pulumi.Input<string>;
  /** `privatelink.blob.core.windows.net`. */
  blobDnsZoneId: pulumi.Input<string>;
  /** `privatelink.vaultcore.azure.net`. */
  vaultDnsZoneId: pulumi.Input<string>;
}
