import { mkdir } from "node:fs/promises";
import type { OutputMap } from "@pulumi/pulumi/automation/index.js";
import { type LocalOutputs, localOutputsSchema } from "../stacks/outputs.ts";
import { untilHealthy } from "./docker/health.ts";
import type { LocalMachine } from "./local-machine.ts";
import { operate } from "./operation.ts";
import type { Platform } from "./platform.ts";
import { shareVectors } from "./share-vectors.ts";
import { programOn } from "./stack.ts";
import type { StoredStack } from "./stored-stack.ts";
import { step } from "./terminal.ts";

/** Steps of the engine at a time; a container's is nearly all waiting for its health. */
const PARALLEL_STEPS = 64;

/**
 * Makes the local stack what the program says, and repairs it, until every service is healthy. Another
 * runtime is left first. Answers the stack's outputs.
 */
export async function bringUp(
  platform: Platform,
  { running, kept }: StoredStack,
  machine: LocalMachine,
): Promise<LocalOutputs> {
  if (running && running.runtime !== machine.runtime) await leave(platform, running.runtime);
  const { sharedFolder } = machine;
  if (sharedFolder !== undefined) await mkdir(sharedFolder, { recursive: true, mode: 0o700 });
  const program = programOn(machine.host);
  // Processes have none of the secrets that a stopped Docker stack keeps.
  const exclude = machine.runtime === "process" ? kept : [];
  const { result } = await step(
    "platform",
    (progress) =>
      operate(platform, progress, (stack, options) =>
        stack.up({ ...options, program, exclude, refresh: true, parallel: PARALLEL_STEPS }),
      ),
    ({ result, summary }) => `${summary} (runtime ${runtimeOf(result.outputs)})`,
  );
  const values = Object.entries(result.outputs).map(([name, { value }]) => [name, value]);
  const outputs = localOutputsSchema.parse(Object.fromEntries(values));
  await shareVectors(outputs);
  if (outputs.runtime === "docker") await waitForHealth(platform, machine, outputs);
  return outputs;
}

async function waitForHealth(
  { stack }: Platform,
  { host }: LocalMachine,
  { services }: LocalOutputs,
) {
  const engine = await host.docker();
  if ("missing" in engine) return;
  const names = services.map(({ name }) => name);
  await step(
    "health",
    (progress) => untilHealthy(engine, stack.name, names, progress),
    () => (names.length === 1 ? "the service is healthy" : `${names.length} services are healthy`),
  );
}

/** Both runtimes want the same ports, and an update makes what is new before it removes what is old. */
function leave(platform: Platform, runtime: string) {
  return step(
    "runtime",
    (progress) =>
      operate(platform, progress, (stack, options) =>
        stack.destroy({ ...options, excludeProtected: true }),
      ),
    ({ summary }) => `${runtime} is left: ${summary}`,
  );
}

/** For example `process, auto: there is no docker on PATH`. */
function runtimeOf({ runtime, runtimeReason }: OutputMap): string {
  return `${runtime?.value}, ${runtimeReason?.value}`;
}
