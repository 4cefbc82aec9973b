import { localStack } from "../stacks/local.ts";
import { type Host, readSettings } from "../stacks/settings.ts";
import type { ResourceGraph } from "./graph.ts";
import { recordStack } from "./record.ts";

/** The stacks that have a plan. */
export const recordedStackNames = ["local"] as const;
export type RecordedStackName = (typeof recordedStackNames)[number];

/** The same on every machine, so that a plan is too. */
const anyCheckout: Host = { projectDirectory: "/project", appVersion: "000000000000" };

/** Records a stack of the program with its defaults and what `config` overrides. */
export function recordPlatform(
  stack: RecordedStackName,
  config: Record<string, string> = {},
): Promise<ResourceGraph> {
  return recordStack({ project: "copilot", stack, config }, () =>
    localStack(readSettings(anyCheckout)),
  );
}
