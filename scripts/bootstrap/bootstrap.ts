import { physicalName } from "../../components/azure/names.ts";
import type { Operator } from "../operator.ts";
import { approvedEnvironment, makeEnvironment, reviewerIds } from "./environments.ts";
import { type Foundation, layFoundation } from "./foundation.ts";
import { type Identity, makeIdentity } from "./identities.ts";
import { allEnvironments, type BootstrapCommand } from "./options.ts";
import type { Place } from "./place.ts";
import { registerProviders } from "./resource-providers.ts";
import { grant, grantsOf, makeSettingsReader } from "./roles.ts";
import { subjectPrefix } from "./subject.ts";
import { setEnvironmentVariables, turnOn, valuesOf } from "./variables.ts";

/** What is there in the end. */
export interface Bootstrapped {
  foundation: Foundation;
  /** By GitHub environment. */
  identities: Record<string, Identity>;
}

/**
 * Makes what is missing, in an order in which each step has what it needs, so that a run that was killed
 * anywhere is gone on with by the next. Throws an Error that says what to do.
 *
 * @param resourceProviders What the stacks need registered.
 */
export async function bootstrap(
  operator: Operator,
  { subscription, repository, location, environments, reviewers, suffix }: BootstrapCommand,
  resourceProviders: string[],
): Promise<Bootstrapped> {
  const account = await readAccount(operator, subscription);
  await requireAdministrator(operator, repository);
  const prefix = await subjectPrefix(operator, repository);
  const approvers = environments.includes(approvedEnvironment)
    ? await reviewerIds(operator, { repository, reviewers })
    : [];
  const subscriptionId = account.id;
  const resourceGroup = physicalName("resourceGroup", "copilot", "delivery", "");
  const place: Place = { subscriptionId, resourceGroup, location, suffix };

  await registerProviders(operator, place, resourceProviders);
  const foundation = await layFoundation(operator, place);
  await makeSettingsReader(operator, place);
  const identities: Record<string, Identity> = {};
  for (const environment of environments) {
    const identity = await makeIdentity(operator, place, { environment, prefix });
    identities[environment] = identity;
    await grant(operator, place, identity, grantsOf(environment, place, foundation));
    const ids = environment === approvedEnvironment ? approvers : [];
    await makeEnvironment(operator, { repository, environment, reviewerIds: ids });
    const values = valuesOf({ tenantId: account.tenantId, subscriptionId }, foundation, identity);
    await setEnvironmentVariables(operator, repository, { environment, values });
  }
  // The last step: it lets the workflows use what is there by now.
  if (environments.length === allEnvironments.length) await turnOn(operator, repository);
  return { foundation, identities };
}

interface Account {
  id: string;
  tenantId: string;
  state: string;
}

async function readAccount(operator: Operator, subscription: string): Promise<Account> {
  const show = ["account", "show", "--subscription", subscription, "--output", "json"];
  const account = await operator.ask<Account>("az", show);
  if (account.state === "Enabled") return account;
  throw new Error(
    `--subscription: cannot be used, got ${account.state}; use one that \`az account list\` calls Enabled`,
  );
}

async function requireAdministrator(operator: Operator, repository: string) {
  const answer = await operator.ask<{ permissions?: { admin: boolean } }>("gh", [
    "api",
    `repos/${repository}`,
  ]);
  if (answer.permissions?.admin) return;
  throw new Error(
    `--repository: this login does not administrate ${repository}; use \`gh auth login\` as somebody who does`,
  );
}
