import { platform } from "../index.ts";
import { type Host, readSettings } from "../stacks/settings.ts";
import type { ResourceGraph } from "./graph.ts";
import { recordStack } from "./record.ts";

/** What only an owner knows; an example stands in for it in plans. */
const exampleOwner = {
  target: "azure",
  alertEmails: "ops@example.com",
  databaseAdministratorObjectId: "00000000-0000-4000-8000-000000000001",
  databaseAdministratorName: "dba-team",
  budgetStartDate: "2026-12-01",
  secretExpiryDate: "2027-11-30",
};

/** The stacks that have a plan, each with the configuration that it cannot do without. */
export const recordedStacks: Record<string, Record<string, string>> = {
  local: {},
  dev: exampleOwner,
  staging: exampleOwner,
  prod: exampleOwner,
};

/** The same on every machine, so that a plan is too. */
const anyCheckout: Host = { projectDirectory: "/project", appVersion: "000000000000" };

/** Records a stack of the program with its configuration and what `config` overrides. */
export function recordPlatform(
  stack: string,
  config: Record<string, string> = {},
): Promise<ResourceGraph> {
  const own = recordedStacks[stack];
  if (!own) {
    const known = Object.keys(recordedStacks).join(", ");
    throw new Error(`${stack}: there is no such stack; use ${known}`);
  }
  return recordStack({ project: "copilot", stack, config: { ...own, ...config } }, () =>
    platform(readSettings(anyCheckout)),
  );
}
