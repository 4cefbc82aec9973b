import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import * as pulumi from "@pulumi/pulumi";
import type { Scope } from "./scope.ts";

export interface AppIdentityArgs {
  scope: Scope;
  /** Who logs in with it; a slot and its site share none, because a swap moves none. */
  role: "site" | "slot";
}

/**
 * What the application logs in to other services with. It lives apart from the application so that
 * its roles can be there before the application starts.
 */
export class AppIdentity extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;
  readonly clientId: pulumi.Output<string>;
  /** Object that roles are given to. */
  readonly principalId: pulumi.Output<string>;
  /** Physical name, which is also the name of its role in the database. */
  readonly name: pulumi.Output<string>;

  constructor(
    name: string,
    { scope, role }: AppIdentityArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("copilot:azure:AppIdentity", name, {}, opts);
    const identity = new UserAssignedIdentity(
      `${name}-identity`,
      {
        resourceName: scope.names.of("identity", role),
        resourceGroupName: scope.resourceGroupName,
        location: scope.location,
        tags: scope.tags,
      },
      { parent: this },
    );

    this.id = identity.id;
    this.clientId = identity.clientId;
    this.principalId = identity.principalId;
    this.name = identity.name;
    this.registerOutputs({ id: this.id, clientId: this.clientId });
  }
}
