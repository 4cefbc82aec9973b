import { BlobContainer } from "@pulumi/azure-native/storage/blobContainer.js";
import { BlobServiceProperties } from "@pulumi/azure-native/storage/blobServiceProperties.js";
import type * as storage from "@pulumi/azure-native/storage/index.js";
import { StorageAccount } from "@pulumi/azure-native/storage/storageAccount.js";
import {
  AccessTier,
  Bypass,
  DefaultAction,
  ExpirationAction,
  KeySource,
  Kind,
  MinimumTlsVersion,
  PublicAccess,
} from "@pulumi/azure-native/types/enums/storage/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Scope } from "./scope.ts";

export interface StorageAccountArgs {
  scope: Scope;
  /** Tells accounts apart, at most 4 characters; default the account of the data. */
  role?: string;
  /** LRS keeps three copies in one data centre, ZRS one in each of three zones. */
  replication: "LRS" | "ZRS";
  /** Whether it is reachable from the Internet; a login is needed in any case. */
  isPublic: boolean;
}

/** Days that deleted blobs and containers stay recoverable. */
export const softDeleteDays = 14;

/** An account that only Entra logins over TLS reach, in no case anonymous ones or shared keys. */
export function storageAccount(
  name: string,
  { scope, role, replication, isPublic }: StorageAccountArgs,
  opts: pulumi.CustomResourceOptions,
): storage.StorageAccount {
  return new StorageAccount(
    name,
    {
      accountName: scope.names.of("storageAccount", role),
      resourceGroupName: scope.resourceGroupName,
      location: scope.location,
      tags: scope.tags,
      kind: Kind.StorageV2,
      accessTier: AccessTier.Hot,
      sku: { name: `Standard_${replication}` },
      enableHttpsTrafficOnly: true,
      minimumTlsVersion: MinimumTlsVersion.TLS1_2,
      allowBlobPublicAccess: false,
      allowSharedKeyAccess: false,
      defaultToOAuthAuthentication: true,
      allowCrossTenantReplication: false,
      isLocalUserEnabled: false,
      // Shared keys are off; these hold should anybody switch them on.
      sasPolicy: {
        expirationAction: ExpirationAction.Log,
        sasExpirationPeriod: "1.00:00:00",
      },
      keyPolicy: { keyExpirationPeriodInDays: 90 },
      encryption: {
        keySource: KeySource.Microsoft_Storage,
        requireInfrastructureEncryption: true,
        services: { blob: encrypted, file: encrypted },
      },
      publicNetworkAccess: isPublic ? "Enabled" : "Disabled",
      networkRuleSet: {
        bypass: Bypass.AzureServices,
        defaultAction: isPublic ? DefaultAction.Allow : DefaultAction.Deny,
      },
    },
    { ...opts, protect: scope.protectData },
  );
}

const encrypted = { enabled: true, keyType: "Account" };

export interface BlobServiceArgs {
  scope: Scope;
  account: storage.StorageAccount;
  /** Keeps what an overwritten blob was. */
  versioning: boolean;
  /** Origin of web pages that may read and write blobs; default none. */
  corsOrigin?: pulumi.Input<string>;
}

/** What holds for every blob of an account: deletions are soft. */
export function blobService(
  name: string,
  { scope, account, versioning, corsOrigin }: BlobServiceArgs,
  opts: pulumi.CustomResourceOptions,
): storage.BlobServiceProperties {
  const softDelete = { enabled: true, days: softDeleteDays };
  return new BlobServiceProperties(
    name,
    {
      blobServicesName: "default",
      accountName: account.name,
      resourceGroupName: scope.resourceGroupName,
      deleteRetentionPolicy: softDelete,
      containerDeleteRetentionPolicy: softDelete,
      isVersioningEnabled: versioning,
      cors: { corsRules: corsOrigin === undefined ? [] : [corsRule(corsOrigin)] },
    },
    opts,
  );
}

function corsRule(origin: pulumi.Input<string>) {
  return {
    allowedOrigins: [origin],
    allowedMethods: ["GET", "HEAD", "PUT", "OPTIONS"],
    allowedHeaders: ["authorization", "content-type", "x-ms-*"],
    exposedHeaders: ["etag", "x-ms-*"],
    maxAgeInSeconds: 3600,
  };
}

export interface PrivateContainerArgs {
  scope: Scope;
  account: storage.StorageAccount;
  containerName: string;
}

/** A container that nobody reads without a login. */
export function privateContainer(
  name: string,
  { scope, account, containerName }: PrivateContainerArgs,
  opts: pulumi.CustomResourceOptions,
): storage.BlobContainer {
  return new BlobContainer(
    name,
    {
      containerName,
      accountName: account.name,
      resourceGroupName: scope.resourceGroupName,
      publicAccess: PublicAccess.None,
    },
    { ...opts, protect: scope.protectData },
  );
}
