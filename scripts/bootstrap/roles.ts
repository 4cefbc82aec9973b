import { roleDefinitions } from "../../components/azure/roles.ts";
import { tiers } from "../../stacks/tiers.ts";
import { pullRequestsEnvironment } from "../ci/azure-variables.ts";
import type { Operator } from "../operator.ts";
import type { Foundation } from "./foundation.ts";
import type { Identity } from "./identities.ts";
import { branchOfStack } from "./options.ts";
import { inSubscription, type Place } from "./place.ts";

/** A role that the jobs of an environment take. */
export interface Grant {
  /** Name of a built-in role, or of ours. */
  role: string;
  scope: string;
  /** Azure's language for what it is limited to; default nothing. */
  condition?: string;
}

/** What an identity may already. */
interface Assignment {
  id: string;
  principalId: string;
  roleDefinitionName: string;
  scope: string;
  condition: string | null;
}

/**
 * Name of the role that lists app settings, which Reader may not: their values can be secrets. Subscriptions
 * of a tenant share one space of such names.
 */
export function settingsReader({ suffix }: Pick<Place, "suffix">): string {
  return `Copilot app settings reader ${suffix}`;
}

/** The least that the jobs of an environment need. */
export function grantsOf(environment: string, place: Place, foundation: Foundation): Grant[] {
  const scope = `/subscriptions/${place.subscriptionId}`;
  const key = { role: "Key Vault Crypto User", scope: foundation.vaultId };
  const state = (role: string) => ({ role, scope: foundation.containerId });
  if (!deploys(environment)) {
    return [
      { role: "Reader", scope },
      { role: settingsReader(place), scope },
      state("Storage Blob Data Reader"),
      key,
    ];
  }
  const protectsData = tiers[environment as keyof typeof tiers]?.protectData ?? false;
  return [
    { role: "Contributor", scope },
    { role: "Role Based Access Control Administrator", scope, condition: onlyRolesOfStacks },
    // Contributor may not lock, which the stack does with what it protects.
    ...(protectsData ? [{ role: "Locks Contributor", scope }] : []),
    state("Storage Blob Data Contributor"),
    key,
  ];
}

function deploys(environment: string): boolean {
  return environment in branchOfStack || environment === pullRequestsEnvironment;
}

/**
 * Whoever may give roles could give themselves all of them; these are the ones that the stacks give. The words are
 * https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-examples.
 */
const onlyRolesOfStacks = ["write", "delete"]
  .map((action) => {
    const source = action === "write" ? "@Request" : "@Resource";
    const roles = Object.values(roleDefinitions).join(", ");
    return (
      `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/${action}'})) OR ` +
      `(${source}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ` +
      `ForAnyOfAnyValues:GuidEquals {${roles}}))`
    );
  })
  .join(" AND ");

/** Makes the role that Azure has not: a site's settings may be listed, and nothing else. */
export async function makeSettingsReader(operator: Operator, place: Place) {
  const list = ["role", "definition", "list", "--custom-role-only", "true"];
  const name = settingsReader(place);
  const named = [...list, "--name", name, ...inSubscription(place)];
  if ((await operator.ask<unknown[]>("az", named)).length > 0) return;
  const definition = {
    Name: name,
    Description: "Lists the app settings of sites and their slots",
    Actions: [
      "Microsoft.Web/sites/config/list/action",
      "Microsoft.Web/sites/slots/config/list/action",
    ],
    AssignableScopes: [`/subscriptions/${place.subscriptionId}`],
  };
  const create = ["role", "definition", "create", "--role-definition", JSON.stringify(definition)];
  await operator.change({
    what: `makes the role ${name}`,
    program: "az",
    args: [...create, ...inSubscription(place)],
  });
}

/** Gives the identity what it lacks. A role with another condition is taken away first. */
export async function grant(operator: Operator, place: Place, identity: Identity, grants: Grant[]) {
  const list = ["role", "assignment", "list", "--all", "--fill-principal-name", "false"];
  const all = await operator.ask<Assignment[]>("az", [...list, ...inSubscription(place)]);
  const own = all.filter(({ principalId }) => principalId === identity.principalId);
  for (const wanted of grants) {
    const known = own.find(
      ({ roleDefinitionName, scope }) =>
        roleDefinitionName === wanted.role && scope.toLowerCase() === wanted.scope.toLowerCase(),
    );
    if (known && (known.condition ?? undefined) === wanted.condition) continue;
    if (known) {
      await operator.change({
        what: `takes ${wanted.role} from ${identity.name}, which has it on another condition`,
        program: "az",
        args: ["role", "assignment", "delete", "--ids", known.id, ...inSubscription(place)],
      });
    }
    await operator.change({
      what: `gives ${identity.name} the role ${wanted.role}`,
      program: "az",
      args: [...assignment(identity, wanted), ...inSubscription(place)],
    });
  }
}

function assignment({ principalId }: Identity, { role, scope, condition }: Grant): string[] {
  // Without the type Azure looks the identity up, and does not find one made seconds ago.
  const assignee = ["--assignee-object-id", principalId];
  const type = ["--assignee-principal-type", "ServicePrincipal"];
  const create = ["role", "assignment", "create", ...assignee, ...type];
  const limit =
    condition === undefined ? [] : ["--condition", condition, "--condition-version", "2.0"];
  return [...create, "--role", role, "--scope", scope, ...limit];
}
