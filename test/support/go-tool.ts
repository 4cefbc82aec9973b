import { execFile } from "node:child_process";
import { access, constants, mkdir, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, beforeEach } from "vitest";
import { withLock } from "../../scripts/lock.mjs";
import { cacheDirectory } from "../docker/images/cache.ts";
import type { Tool } from "./tool.ts";

export interface GoTool {
  /** Folder of this one with `go.mod` and `go.sum`, and name of the program. */
  name: string;
  module: string;
  /** The program's package in the module. */
  package: string;
}

/** With a cold module cache, on a slow link. */
const buildLimitMs = 5 * 60_000;

/**
 * Path of a program that is published as a Go module, for the tests of the file or `describe` that calls
 * this: built once per version and machine. Without Go those tests are skipped with the reason, in CI they
 * fail.
 */
export function goProgram(tool: GoTool): () => string {
  let program: string | undefined;
  let problem = "";

  beforeAll(async () => {
    try {
      program = await find(tool);
    } catch (error) {
      if (process.env.CI === "true") throw error;
      problem = `${tool.name}: cannot be built: ${(error as Error).message.split("\n")[0]}`;
    }
  }, buildLimitMs);
  beforeEach(({ skip }) => {
    if (program === undefined) skip(problem);
  });

  return () => {
    if (program === undefined) throw new Error(`${tool.name}: is there within a test only`);
    return program;
  };
}

/** The same program, to be run. */
export function goTool(tool: GoTool): Tool {
  const program = goProgram(tool);
  return async (args, { folder } = {}) => {
    const path = program();
    try {
      const { stdout, stderr } = await promisify(execFile)(path, args, { cwd: folder });
      return { status: 0, output: stdout + stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { status: code, output: stdout + stderr };
    }
  };
}

async function find({ name, module, package: source }: GoTool): Promise<string> {
  const goFolder = join(import.meta.dirname, name);
  const version = await versionOf(goFolder, module);
  const folder = join(dirname(cacheDirectory()), `${name}-${version}`);
  const program = join(folder, name);
  await mkdir(folder, { recursive: true });
  return withLock(join(folder, "lock"), async () => {
    const isBuilt = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!isBuilt) await build(goFolder, `${module}/${source}`, program);
    return program;
  });
}

/** Built aside and renamed, so that nobody ever runs half of it. */
async function build(goFolder: string, source: string, program: string) {
  const aside = `${program}.${process.pid}`;
  await promisify(execFile)("go", ["build", "-trimpath", "-o", aside, source], {
    cwd: goFolder,
    // The checksums of `go.sum` hold whatever flags a person has set for their own work.
    env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly", GOWORK: "off" },
    timeout: buildLimitMs,
  });
  await rename(aside, program);
}

async function versionOf(goFolder: string, module: string): Promise<string> {
  const text = await readFile(join(goFolder, "go.mod"), "utf8");
  const version = new RegExp(`^require ${module} v(\\S+)$`, "m").exec(text)?.[1];
  if (version === undefined) throw new Error(`${goFolder}/go.mod: requires no ${module}`);
  return version;
}
