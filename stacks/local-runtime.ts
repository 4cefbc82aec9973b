import * as pulumi from "@pulumi/pulumi";
import type { DockerEngine } from "./docker-engine.ts";
import type { LocalSettings } from "./settings.ts";

/** What runs the services of a stack on this machine, and why. */
export type LocalRuntime =
  | { name: "process"; reason: string }
  | { name: "docker"; reason: string; engine: DockerEngine };

/**
 * The runtime of the configuration; `auto` takes Docker where it is to be had. Throws a RunError where
 * Docker was chosen and is not.
 */
export async function chosenRuntime({ runtime, host }: LocalSettings): Promise<LocalRuntime> {
  if (runtime === "process") return { name: "process", reason: "chosen in the configuration" };
  const engine = await host.docker();
  if ("missing" in engine) {
    if (runtime === "auto") return { name: "process", reason: `auto: ${engine.missing}` };
    throw new pulumi.RunError(dockerChosen(engine.missing));
  }
  const reason = runtime === "auto" ? "auto: Docker answers" : "chosen in the configuration";
  return { name: "docker", reason, engine };
}

/** The message where Docker was chosen and `missing` is why it cannot be used. */
export function dockerChosen(missing: string): string {
  return `runtime: docker is chosen, but ${missing}; or use npm run pulumi -- config set runtime process`;
}
