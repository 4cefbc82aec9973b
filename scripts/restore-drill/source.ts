import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { z } from "zod";
import { azureOutputsSchema } from "../../stacks/outputs.ts";

/** The database of a stack, as its state knows it. */
export interface Source {
  /** Resource id of the server. */
  serverId: string;
  serverName: string;
  subscriptionId: string;
  resourceGroup: string;
  location: string;
  host: string;
  databaseName: string;
  user: string;
  /** Vault and secret of the password of `user`. */
  vaultName: string;
  passwordSecret: string;
  hasGeoBackup: boolean;
  /** Undefined for a server that is public. */
  network: { subnetId: string; privateDnsZoneId: string } | undefined;
}

/** Throws an Error where the stack has no database. */
export async function readSource(stack: Stack): Promise<Source> {
  const { deployment } = await stack.exportStack();
  const { resources } = deploymentSchema.parse(deployment ?? {});
  const server = resources.find(({ type }) => type === "azure-native:dbforpostgresql:Server");
  const root = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  const outputs = outputsSchema.safeParse(root?.outputs);
  if (!server || !outputs.success) {
    throw new Error(`${stack.name}: its state has no database on Azure; run \`pulumi up\` first`);
  }
  const { id, inputs } = serverSchema.parse(server);
  const [, , subscriptionId = "", , resourceGroup = ""] = id.split("/");
  const { delegatedSubnetResourceId, privateDnsZoneArmResourceId } = inputs.network;
  const reference = /SecretUri=https:\/\/([\w-]+)[^/]*\/secrets\/([\w-]+)/;
  const [, vaultName = "", passwordSecret = ""] =
    reference.exec(outputs.data.databasePasswordReference) ?? [];
  return {
    serverId: id,
    serverName: inputs.serverName,
    subscriptionId,
    resourceGroup,
    location: inputs.location,
    host: outputs.data.databaseHost,
    databaseName: outputs.data.databaseName,
    user: outputs.data.databaseUser,
    vaultName,
    passwordSecret,
    hasGeoBackup: inputs.backup.geoRedundantBackup === "Enabled",
    network:
      delegatedSubnetResourceId !== undefined && privateDnsZoneArmResourceId !== undefined
        ? { subnetId: delegatedSubnetResourceId, privateDnsZoneId: privateDnsZoneArmResourceId }
        : undefined,
  };
}

const deploymentSchema = z.object({
  resources: z
    .array(z.looseObject({ type: z.string(), outputs: z.unknown().optional() }))
    .default([]),
});

const serverSchema = z.object({
  id: z.string(),
  inputs: z.object({
    serverName: z.string(),
    location: z.string(),
    backup: z.object({ geoRedundantBackup: z.string() }),
    network: z.object({
      delegatedSubnetResourceId: z.string().optional(),
      privateDnsZoneArmResourceId: z.string().optional(),
    }),
  }),
});

const outputsSchema = azureOutputsSchema.pick({
  databaseHost: true,
  databaseName: true,
  databaseUser: true,
  databasePasswordReference: true,
});
