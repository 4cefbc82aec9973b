import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { LocalWorkspace, PulumiCommand, type Stack } from "@pulumi/pulumi/automation/index.js";
import type { Engine } from "./engine.ts";
import type { StateBackend } from "./state.ts";

/** The one stack that npm's scripts drive; the tiers are for the official CLI. */
export const localStackName = "local";
const projectName = "copilot";

/** The repository's root, from which npm runs the scripts. */
export const projectDirectory = dirname(import.meta.dirname);

/**
 * Opens stack `local` with the program of `index.ts` inline: the language host of a plain
 * `pulumi up` is not needed, the program is the same.
 */
export async function openLocalStack(engine: Engine, backend: StateBackend): Promise<Stack> {
  // PulumiCommand takes the CLI from PATH, where npm puts its own wrapper first.
  process.env.PATH = `${dirname(engine.binary)}${delimiter}${process.env.PATH ?? ""}`;
  await makeStackFile();
  return LocalWorkspace.createOrSelectStack(
    { stackName: localStackName, projectName, program: runProgram },
    {
      workDir: projectDirectory,
      pulumiCommand: await PulumiCommand.get({}),
      envVars: { ...backend.environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
    },
  );
}

/** Loaded late, so that a script which never runs the program does not wait for it. */
async function runProgram() {
  const { default: program } = await import("../index.ts");
  return program();
}

async function makeStackFile() {
  const file = join(projectDirectory, `Pulumi.${localStackName}.yaml`);
  if (!existsSync(file)) await writeFile(file, "config: {}\n");
}
