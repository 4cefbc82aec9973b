import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import type { Inputs } from "@pulumi/pulumi";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation/index.js";
import { engineCommand, installedEngine } from "../engine.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { type Cloud, cloudFileVariable, openCloud } from "./azure-native/cloud.ts";

/** A stack of its own over the stand-ins, with state in files. */
export interface StandInStack {
  stack: Stack;
  /** What the next operation runs; each call replaces the program. */
  use(program: () => Promise<Inputs> | Inputs): void;
  /** What azure-native's stand-in keeps. */
  cloud: Cloud;
  /** The temporary folder of the project. */
  folder: string;
  /** The engine's state as `JSON.stringify` writes it: the engine escapes more than that. */
  state(): string;
  /** Runs a command of the CLI, for example `state unprotect --all`, on this stack. */
  run(...command: string[]): void;
  /** The message of an operation that fails, with everything that the engine printed. */
  failureOf(operation: Promise<unknown>): Promise<string>;
}

export interface StandInProject {
  /** Default `stand-ins`. */
  project?: string;
  /** Default `test`. */
  stack?: string;
  /** Keys of the project without namespace. */
  config?: Record<string, string>;
  /** What the engine's environment has besides. */
  environment?: Record<string, string>;
  /** Folder of programs that are found before others of their name. */
  programs?: string;
}

const packages = ["azure-native", "random", "command", "docker", "tls"];

/** Opens a stack whose packages are the stand-ins. */
export async function openStandIns({
  project = "stand-ins",
  stack: stackName = "test",
  config = {},
  environment = {},
  programs,
}: StandInProject = {}): Promise<StandInStack> {
  const folder = temporaryFolder();
  const backend = join(folder, "state");
  mkdirSync(backend);
  writeProject(folder, project);
  const cloudFile = join(folder, "azure.json");
  let program: () => Promise<Inputs> | Inputs = () => ({});
  const { binary } = await installedEngine();
  const pulumiCommand = await engineCommand();
  const envVars = {
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    [cloudFileVariable]: cloudFile,
    ...environment,
    ...(programs && { PATH: `${programs}${delimiter}${process.env.PATH}` }),
  };
  const namespaced = Object.entries(config).map(([key, value]) => [`${project}:${key}`, value]);
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName, projectName: project, program: async () => program() },
    {
      workDir: folder,
      pulumiCommand,
      stackSettings: { [stackName]: { config: Object.fromEntries(namespaced) } },
      envVars,
    },
  );
  return {
    stack,
    use(next) {
      program = next;
    },
    cloud: openCloud(cloudFile),
    folder,
    state() {
      const file = join(backend, ".pulumi", "stacks", project, `${stackName}.json`);
      return JSON.stringify(JSON.parse(readFileSync(file, "utf8")));
    },
    run(...command) {
      const args = [...command, "--yes", "--stack", stackName];
      const env = { ...process.env, ...envVars };
      execFileSync(binary, args, { cwd: folder, env, stdio: "pipe" });
    },
    failureOf: (operation) =>
      operation.then(
        () => {
          throw new Error("the operation was to fail, and succeeded");
        },
        (error: Error) => error.message,
      ),
  };
}

/**
 * A plugin's path without a version serves every version that an SDK asks for
 * (`getPluginInfoAndPath` in the engine's workspace/plugins.go).
 */
function writeProject(folder: string, name: string): void {
  // Commands of the program run in the project's folder.
  for (const needed of ["node_modules", "scripts"])
    symlinkSync(resolve(needed), join(folder, needed));
  const providers = packages.map((each) => ({ name: each, path: join(import.meta.dirname, each) }));
  // JSON is YAML too.
  const project = JSON.stringify({ name, runtime: "nodejs", plugins: { providers } });
  writeFileSync(join(folder, "Pulumi.yaml"), project);
}
