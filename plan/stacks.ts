import { platform } from "../index.ts";
import type { Host } from "../stacks/host.ts";
import { readSettings } from "../stacks/settings.ts";
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
  local: { runtime: "process" },
  "local-docker": { runtime: "docker" },
  dev: exampleOwner,
  staging: exampleOwner,
  prod: exampleOwner,
};

/** The same on every machine, so that a plan is too. */
export const anyCheckout: Host = {
  projectDirectory: "/project",
  appVersion: "000000000000",
  docker: async () => ({
    host: "unix:///var/run/docker.sock",
    apiVersion: "1.47",
    memoryMb: 8_192,
    cpus: 4,
    isOnThisKernel: true,
    isRootless: false,
    dataFolder: "/var/lib/docker",
    storageDriver: "overlay2",
  }),
  ownerOf: () => "1000:1000",
};

/**
 * Records a stack of the program with its configuration and what `config` overrides; the values of
 * `secretKeys` count as stored encrypted.
 */
export function recordPlatform(
  stack: string,
  config: Record<string, string> = {},
  secretKeys: string[] = [],
): Promise<ResourceGraph> {
  const own = recordedStacks[stack];
  if (!own) {
    const known = Object.keys(recordedStacks).join(", ");
    throw new Error(`${stack}: there is no such stack; use ${known}`);
  }
  const recording = { project: "copilot", stack, config: { ...own, ...config }, secretKeys };
  return recordStack(recording, () => platform(readSettings(anyCheckout)));
}
