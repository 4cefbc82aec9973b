import type * as authorization from "@pulumi/azure-native/authorization/index.js";
import { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment.js";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/**
 * Built-in roles by what they allow
 * (https://learn.microsoft.com/azure/role-based-access-control/built-in-roles).
 */
export const roleDefinitions = {
  keyVaultSecretsUser: "4633458b-17de-408a-b874-0445c86b69e6",
  storageBlobDataContributor: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  storageBlobDataReader: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
} as const;

/** Who is given a role. */
export interface Grantee {
  /** Part of the assignment's logical name, for example `site`; never renamed. */
  name: string;
  /** Object id in Entra. */
  principalId: pulumi.Input<string>;
  /** What it is; default `ServicePrincipal`, which managed identities are too. */
  principalType?: "User" | "Group" | "ServicePrincipal";
}

export interface RoleGrant {
  role: keyof typeof roleDefinitions;
  /** Id of the one resource that the role is for: never a group's or a subscription's. */
  resourceId: pulumi.Input<string>;
  grantees: Grantee[];
}

/** Gives each grantee a role on one resource; the assignments are named `<name>-<grantee>`. */
export function grantRole(
  name: string,
  { role, resourceId, grantees }: RoleGrant,
  opts: pulumi.CustomResourceOptions,
): authorization.RoleAssignment[] {
  return grantees.map((grantee) => {
    const { principalId } = grantee;
    // Azure cannot change an assignment's principal, role or scope: a change of one is a new name.
    const assignmentName = new random.RandomUuid(
      `${name}-${grantee.name}-uuid`,
      { keepers: { role, principalId, resourceId } },
      opts,
    );
    return new RoleAssignment(
      `${name}-${grantee.name}`,
      {
        roleAssignmentName: assignmentName.result,
        roleDefinitionId: roleDefinitionId(role, resourceId),
        principalId,
        // Without it Azure looks the principal up, and does not find one made seconds ago.
        principalType: grantee.principalType ?? "ServicePrincipal",
        scope: resourceId,
      },
      opts,
    );
  });
}

/** The long form, which Azure answers with too: the short one would differ after each refresh. */
function roleDefinitionId(
  role: keyof typeof roleDefinitions,
  resourceId: pulumi.Input<string>,
): pulumi.Output<string> {
  const path = `providers/Microsoft.Authorization/roleDefinitions/${roleDefinitions[role]}`;
  return pulumi.output(resourceId).apply((id) => {
    const subscription = id.split("/").slice(0, 3).join("/");
    return `${subscription}/${path}`;
  });
}
