import { ManagementLockByScope } from "@pulumi/azure-native/authorization/managementLockByScope.js";
import { ResourceGroup as AzureResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import { LockLevel } from "@pulumi/azure-native/types/enums/authorization/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "./names.ts";

export interface ResourceGroupArgs {
  names: Names;
  /** Azure region, for example `westeurope`. */
  location: string;
  tags: Record<string, string>;
  /** Refuse to delete the group; what it holds is covered by `lockAfter`. */
  isLocked: boolean;
}

/** The group that every other resource of a stack is in. */
export class ResourceGroup extends pulumi.ComponentResource {
  readonly groupName: pulumi.Output<string>;
  readonly id: pulumi.Output<string>;
  private readonly name: string;
  private readonly args: ResourceGroupArgs;

  constructor(name: string, args: ResourceGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("copilot:azure:ResourceGroup", name, {}, opts);
    this.name = name;
    this.args = args;
    const group = new AzureResourceGroup(
      `${name}-group`,
      {
        resourceGroupName: args.names.of("resourceGroup"),
        location: args.location,
        tags: args.tags,
      },
      { parent: this, protect: args.isLocked },
    );

    this.groupName = group.name;
    this.id = group.id;
    this.registerOutputs({ groupName: this.groupName, id: this.id });
  }

  /**
   * Locks the group and what it holds against deletion, if `isLocked`. Give it everything that was
   * put in the group: a lock blocks every deletion, so it has to be the last thing made and the
   * first thing deleted.
   */
  lockAfter(resources: pulumi.Resource[]): void {
    if (!this.args.isLocked) return;
    new ManagementLockByScope(
      `${this.name}-lock`,
      {
        lockName: this.args.names.of("lock"),
        level: LockLevel.CanNotDelete,
        notes: "Holds the chats of the team. Take this lock away before anything is deleted.",
        scope: this.id,
      },
      // Otherwise a refused destroy would begin with the lock, and then delete what is not protected.
      { parent: this, dependsOn: resources, protect: true },
    );
  }
}
