import type * as storage from "@pulumi/azure-native/storage/index.js";
import { ManagementPolicy } from "@pulumi/azure-native/storage/managementPolicy.js";
import { RuleType } from "@pulumi/azure-native/types/enums/storage/index.js";
import type { storage as inputs } from "@pulumi/azure-native/types/input.js";
import * as pulumi from "@pulumi/pulumi";
import { privateEndpoint } from "./private-endpoint.ts";
import { type Grantee, grantRole } from "./roles.ts";
import type { PrivateNetwork, Scope } from "./scope.ts";
import { blobService, privateContainer, storageAccount } from "./storage-account.ts";

export interface StorageArgs {
  scope: Scope;
  /** LRS keeps three copies in one data centre, ZRS one in each of three zones. */
  replication: "LRS" | "ZRS";
  /** Keeps what an overwritten blob was, for 30 days. */
  versioning: boolean;
  /** Closes the account to everything but this network; default open to the Internet, with a login. */
  privateNetwork?: PrivateNetwork;
  /** Origin of the front end, which may read and write blobs; default none. */
  corsOrigin?: pulumi.Input<string>;
  /** Who may read and write every blob. */
  contributors: Grantee[];
}

/** Keeps what is uploaded and what is backed up. */
export class Storage extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
  /** For example `https://stcopilotprodabc123.blob.core.windows.net/`. */
  readonly blobEndpoint: pulumi.Output<string>;
  /** What an application waits for: its roles, and the way through the private network. */
  readonly rolesReady: pulumi.Resource[];

  constructor(name: string, args: StorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("copilot:azure:Storage", name, {}, opts);
    const child = { parent: this };
    const { scope, replication, privateNetwork } = args;

    const account = storageAccount(
      `${name}-account`,
      { scope, replication, isPublic: privateNetwork === undefined },
      child,
    );
    const service = blobService(`${name}-blobs`, { ...args, account }, child);
    const afterService = { ...child, dependsOn: service };
    for (const containerName of containers) {
      privateContainer(`${name}-${containerName}`, { scope, account, containerName }, afterService);
    }
    lifecycle(name, account, scope, afterService);
    const target = { scope, target: "storage", targetId: account.id } as const;
    this.rolesReady = [
      ...grantRole(
        `${name}-contributor`,
        {
          role: "storageBlobDataContributor",
          resourceId: account.id,
          grantees: args.contributors,
        },
        child,
      ),
      ...(privateNetwork
        ? [privateEndpoint(`${name}-endpoint`, { ...target, privateNetwork }, child)]
        : []),
    ];

    this.id = account.id;
    this.name = account.name;
    this.blobEndpoint = pulumi.interpolate`https://${account.name}.blob.core.windows.net/`;
    this.registerOutputs({ id: this.id, blobEndpoint: this.blobEndpoint });
  }
}

const containers = ["uploads", "backups"] as const;

/** Deletes no backup: how long those are kept is the application's to say. */
function lifecycle(
  name: string,
  account: storage.StorageAccount,
  scope: Scope,
  opts: pulumi.CustomResourceOptions,
): void {
  const expiry = { delete: { daysAfterCreationGreaterThan: oldVersionDays } };
  const cooling = { tierToCool: { daysAfterModificationGreaterThan: 30 } };
  new ManagementPolicy(
    `${name}-lifecycle`,
    {
      managementPolicyName: "default",
      accountName: account.name,
      resourceGroupName: scope.resourceGroupName,
      policy: {
        rules: [
          lifecycleRule("expire-old-versions", [...containers], {
            version: expiry,
            snapshot: expiry,
          }),
          lifecycleRule("cool-backups", ["backups"], { baseBlob: cooling }),
        ],
      },
    },
    opts,
  );
}

const oldVersionDays = 30;

function lifecycleRule(
  name: string,
  containerNames: (typeof containers)[number][],
  actions: inputs.ManagementPolicyActionArgs,
) {
  const prefixMatch = containerNames.map((container) => `${container}/`);
  return {
    name,
    enabled: true,
    type: RuleType.Lifecycle,
    definition: { actions, filters: { blobTypes: ["blockBlob"], prefixMatch } },
  };
}
