import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { chatApp } from "../../app/service.ts";
import { readSettings, type Settings } from "../../app/settings.ts";
import { type DockerEngine, dockerEngine } from "../../stacks/docker-engine.ts";
import { storedStack } from "../stored-stack.ts";

/** What a backup of the local stack has to know of it. */
export interface BackedUpStack {
  name: string;
  /** As the application is run with beside the stack. */
  environment: NodeJS.ProcessEnv;
  settings: Settings;
  /** The engine that the stack runs on; undefined where it has none. */
  engine: DockerEngine | undefined;
}

/** Throws where the stack runs on a Docker that does not answer. */
export async function backedUpStack(stack: Stack): Promise<BackedUpStack> {
  const { running, dataDirectory } = await storedStack(stack);
  const environment = {
    ...process.env,
    ...(dataDirectory != null && { [chatApp.environment.dataDirectory]: dataDirectory }),
  };
  const settings = readSettings(environment);
  if (running?.runtime !== "docker") {
    return { name: stack.name, environment, settings, engine: undefined };
  }
  const engine = await dockerEngine();
  if ("missing" in engine) throw new Error(`volumes: cannot be read, ${engine.missing}`);
  return { name: stack.name, environment, settings, engine };
}
