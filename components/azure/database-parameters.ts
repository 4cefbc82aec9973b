import { Configuration } from "@pulumi/azure-native/dbforpostgresql/configuration.js";
import type * as pulumi from "@pulumi/pulumi";

/** Where a setting of the server belongs. */
export interface DatabasePlace {
  serverName: pulumi.Input<string>;
  resourceGroupName: pulumi.Input<string>;
}

/** All of them take effect without a restart, which a deployment does not cause. */
export const parameters = {
  require_secure_transport: "on",
  ssl_min_protocol_version: "TLSv1.2",
  log_checkpoints: "on",
  log_connections: "on",
  log_disconnections: "on",
  "connection_throttle.enable": "on",
  "logfiles.retention_days": "7",
  "azure.extensions": "VECTOR",
} as const;

/**
 * Sets the server's parameters, one after another, because it refuses a change during another as
 * ServerIsBusy. Answers the last.
 */
export function setParameters(
  name: string,
  place: DatabasePlace,
  after: pulumi.Resource,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
  return Object.entries(parameters).reduce(
    (previous: pulumi.Resource, [configurationName, value]) =>
      new Configuration(
        `${name}-${configurationName.replace(/[._]/g, "-")}`,
        { ...place, configurationName, value, source: "user-override" },
        { ...opts, dependsOn: previous },
      ),
    after,
  );
}
