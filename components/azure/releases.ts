import * as pulumi from "@pulumi/pulumi";
import { type Grantee, grantRole } from "./roles.ts";
import type { Scope } from "./scope.ts";
import { blobService, privateContainer, storageAccount } from "./storage-account.ts";

export interface ReleasesArgs {
  scope: Scope;
  /** LRS keeps three copies in one data centre, ZRS one in each of three zones. */
  replication: "LRS" | "ZRS";
  /** Who runs the code: a site loads its package again at every start. */
  readers: Grantee[];
  /** Object id of the workflow's service principal; default nobody. */
  uploaderPrincipalId?: pulumi.Input<string>;
}

/**
 * Keeps the packages that sites run: code only, in an account of its own, so that the workflow can
 * reach it where the account of the chats is closed.
 */
export class Releases extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
  /** For example `https://stcopilotprodcodeabc123.blob.core.windows.net/releases`. */
  readonly containerUrl: pulumi.Output<string>;
  /** What an upload and a site wait for. */
  readonly rolesReady: pulumi.Resource[];

  constructor(name: string, args: ReleasesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("copilot:azure:Releases", name, {}, opts);
    const child = { parent: this };
    const { scope, replication, readers, uploaderPrincipalId } = args;

    const account = storageAccount(
      `${name}-account`,
      { scope, role: "code", replication, isPublic: true },
      child,
    );
    // A package's name is the hash of its content, so none is ever overwritten.
    const service = blobService(`${name}-blobs`, { scope, account, versioning: false }, child);
    const container = privateContainer(
      `${name}-container`,
      { scope, account, containerName },
      { ...child, dependsOn: service },
    );
    const uploaders =
      uploaderPrincipalId === undefined
        ? []
        : [{ name: "workflow", principalId: uploaderPrincipalId }];
    const resourceId = container.id;
    this.rolesReady = [
      ...grantRole(
        `${name}-reader`,
        { role: "storageBlobDataReader", resourceId, grantees: readers },
        child,
      ),
      ...grantRole(
        `${name}-uploader`,
        { role: "storageBlobDataContributor", resourceId, grantees: uploaders },
        child,
      ),
    ];

    this.id = account.id;
    this.name = account.name;
    this.containerUrl = pulumi.interpolate`https://${account.name}.blob.core.windows.net/${container.name}`;
    this.registerOutputs({ id: this.id, containerUrl: this.containerUrl });
  }
}

const containerName = "releases";
