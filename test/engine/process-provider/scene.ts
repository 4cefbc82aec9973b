import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Inputs } from "@pulumi/pulumi";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation/index.js";
import { onTestFinished } from "vitest";
import { ProcessService, type ProcessServiceArgs } from "../../../components/process/service.ts";
import { endRun } from "../../../providers/process/process-group.ts";
import { type RunRecord, readRunFile } from "../../../providers/process/run-file.ts";
import { engineCommand, installedEngine } from "../../support/engine.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { freePort, tinyCommand } from "./tiny-inputs.ts";

/** A stack of its own, with state in files, that runs the tiny service. */
export interface Scene {
  stack: Stack;
  port: number;
  folder: string;
  /** What the next operation runs; each call replaces the program. */
  use(program: () => Inputs): void;
  /** What the run file of a service says; undefined without one. */
  run(name?: string): RunRecord | undefined;
  log(): string;
  /** What `pulumi stack export` prints. */
  exported(): string;
  /** Text of every file: the engine's state and history, run files, logs. */
  files(): string;
}

const providerPath = fileURLToPath(new URL("../../../providers/process", import.meta.url));

export async function openScene(): Promise<Scene> {
  const folder = temporaryFolder();
  const runFolder = join(folder, "run");
  const backend = join(folder, "state");
  mkdirSync(backend);
  writeProject(folder);
  let program: () => Inputs = () => ({});
  onTestFinished(() => endEveryRun(runFolder));

  const { binary } = await installedEngine();
  const envVars = {
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  const env = { ...process.env, ...envVars };
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: "test", projectName: "tiny", program: async () => program() },
    { workDir: folder, pulumiCommand: await engineCommand(), envVars },
  );
  return {
    stack,
    port: await freePort(),
    folder,
    use(next) {
      program = next;
    },
    run: (name = "tiny") => readRunFile(join(runFolder, `${name}.json`)),
    log: () => readFileSync(join(folder, "logs", "tiny.log"), "utf8"),
    exported: () =>
      execFileSync(binary, ["stack", "export"], { cwd: folder, env, encoding: "utf8" }),
    files: () => textOf(folder),
  };
}

export interface TinyArgs {
  /** Default tiny. */
  name?: string;
  /** Default the scene's. */
  port?: number;
  environment?: Record<string, string>;
  secretEnvironment?: ProcessServiceArgs["secretEnvironment"];
  startSeconds?: number;
}

/** The tiny service as a component of the scene's stack. */
export function tinyService(
  scene: Scene,
  {
    name = "tiny",
    port = scene.port,
    environment = {},
    secretEnvironment = {},
    startSeconds = 20,
  }: TinyArgs = {},
): ProcessService<"http"> {
  const { folder } = scene;
  return new ProcessService(name, {
    service: {
      name,
      command: tinyCommand,
      environment: { TINY_PORT: String(port), ...environment },
      ports: [{ name: "http", number: port, published: { number: port, configKey: "tinyPort" } }],
      health: { http: { port, path: "/health" }, command: [], startSeconds },
      stopGraceSeconds: 2,
    },
    secretEnvironment,
    workingDirectory: folder,
    logFolder: join(folder, "logs"),
    runFolder: join(folder, "run"),
  });
}

function writeProject(folder: string): void {
  const project = {
    name: "tiny",
    runtime: "nodejs",
    plugins: { providers: [{ name: "process", path: providerPath }] },
  };
  // JSON is YAML too.
  writeFileSync(join(folder, "Pulumi.yaml"), JSON.stringify(project));
}

async function endEveryRun(runFolder: string): Promise<void> {
  mkdirSync(runFolder, { recursive: true });
  for (const name of readdirSync(runFolder)) {
    const run = readRunFile(join(runFolder, name));
    if (run !== undefined) {
      await endRun(run, 0);
    }
  }
}

function textOf(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
}
