import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import {
  LocalWorkspace,
  PulumiCommand,
  type PulumiFn,
  Stack,
} from "@pulumi/pulumi/automation/index.js";
import type { Host } from "../stacks/host.ts";
import type { StackConfig } from "../stacks/settings.ts";
import type { Engine } from "./engine.ts";
import type { StateBackend } from "./state.ts";

/** The one stack that npm's scripts drive; the tiers are for the official CLI. */
export const localStackName = "local";
const projectName = "copilot";

/** The repository's root, from which npm runs the scripts. */
export const projectDirectory = dirname(import.meta.dirname);

/**
 * Opens stack `local`, and makes it when it is not there, with the program of `index.ts` inline: the
 * language host of a plain `pulumi up` is not needed, the program is the same.
 */
export async function openLocalStack(
  engine: Engine,
  backend: StateBackend,
  program: PulumiFn = () => runProgram(),
): Promise<Stack> {
  await makeStackFile();
  return LocalWorkspace.createOrSelectStack(
    { stackName: localStackName, projectName, program },
    await workspaceOptions(engine, backend),
  );
}

/** The program on a machine of which more is known than it finds out by itself. */
export function programOn(host: Host): PulumiFn {
  return () => runProgram(host);
}

/** The stack's configuration as it is stored, decrypted. */
export async function storedConfig(stack: Stack): Promise<StackConfig> {
  const prefix = `${projectName}:`;
  const values = Object.entries(await stack.getAllConfig()).filter(([key]) =>
    key.startsWith(prefix),
  );
  const own = values.map(([key, value]) => [key.slice(prefix.length), value] as const);
  return {
    project: projectName,
    stack: stack.name,
    config: Object.fromEntries(own.map(([key, { value }]) => [key, value])),
    secretKeys: own.filter(([, { secret }]) => secret === true).map(([key]) => key),
  };
}

/** Opens a stack that is there, for reading. Throws an Error that names the stacks when it is not. */
export async function openStack(
  stackName: string,
  engine: Engine,
  backend: StateBackend,
): Promise<Stack> {
  const workspace = await LocalWorkspace.create(await workspaceOptions(engine, backend));
  const names = (await workspace.listStacks()).map(({ name }) => name);
  if (!names.includes(stackName)) {
    const known = names.join(", ") || "none";
    throw new Error(
      `${stackName}: there is no such stack in ${backend.description}; there is ${known}`,
    );
  }
  return Stack.select(stackName, workspace);
}

async function workspaceOptions(engine: Engine, backend: StateBackend) {
  // PulumiCommand takes the CLI from PATH, where npm puts its own wrapper first.
  process.env.PATH = `${dirname(engine.binary)}${delimiter}${process.env.PATH ?? ""}`;
  return {
    workDir: projectDirectory,
    pulumiCommand: await PulumiCommand.get({}),
    envVars: { ...backend.environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
  };
}

/** Loaded late, so that a script which never runs the program does not wait for it. */
async function runProgram(host?: Host) {
  const { default: program } = await import("../index.ts");
  return program(host);
}

async function makeStackFile() {
  const file = join(projectDirectory, `Pulumi.${localStackName}.yaml`);
  if (!existsSync(file)) await writeFile(file, "config: {}\n");
}
