import { Command } from "@pulumi/command/local/command.js";
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
  /** Whose login uploads: a person, a workflow, or a group of both. */
  uploader: Omit<Grantee, "name">;
  /** File name of the package of this release; it names the content. */
  packageName: string;
  /**
   * Shell command in the project's folder that puts the package at its URL, the last argument, with
   * the login of whoever runs the engine. Run once per package.
   */
  uploadCommand: string;
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
  /** URL of this release's package, known once it is there. */
  readonly packageUrl: pulumi.Output<string>;
  /** What a site waits for. */
  readonly rolesReady: pulumi.Resource[];

  constructor(name: string, args: ReleasesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("copilot:azure:Releases", name, {}, opts);
    const child = { parent: this };
    const { scope, replication, readers, uploader } = args;

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
    const resourceId = container.id;
    this.rolesReady = grantRole(
      `${name}-reader`,
      { role: "storageBlobDataReader", resourceId, grantees: readers },
      child,
    );
    const uploaders = [{ name: "deployer", ...uploader }];
    const mayUpload = grantRole(
      `${name}-uploader`,
      { role: "storageBlobDataContributor", resourceId, grantees: uploaders },
      child,
    );

    this.id = account.id;
    this.name = account.name;
    this.containerUrl = pulumi.interpolate`${account.primaryEndpoints.blob}${container.name}`;
    this.packageUrl = uploaded(name, this.containerUrl, args, { ...child, dependsOn: mayUpload });
    this.registerOutputs({ id: this.id, containerUrl: this.containerUrl });
  }
}

const containerName = "releases";

/** Azure's own resource for a blob needs shared keys, which the account refuses. */
function uploaded(
  name: string,
  containerUrl: pulumi.Output<string>,
  { packageName, uploadCommand }: ReleasesArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const url = pulumi.interpolate`${containerUrl}/${packageName}`;
  const upload = new Command(
    `${name}-upload`,
    {
      create: `${uploadCommand} "$PACKAGE_URL"`,
      environment: { PACKAGE_URL: url },
      triggers: [url],
    },
    opts,
  );
  return pulumi.all([url, upload.id]).apply(([value]) => value);
}
