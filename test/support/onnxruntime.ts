import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { beforeAll, beforeEach } from "vitest";
import type { Runtime } from "../../app/embedders/onnx/runtime.ts";
import { cacheFolder } from "./wheel.ts";

/** The version that `app/package.json` asks for where somebody has it. */
const release = "onnxruntime-node@1.30.0";

/**
 * The runtime of models for a test file, which the project does not install: from the person's cache.
 * Where it cannot be had the tests of the file are skipped with the reason, in CI they fail.
 */
export function onnxRuntime(): () => Promise<Runtime> {
  let runtime: Runtime | undefined;
  let problem: string | undefined;
  beforeAll(async () => {
    try {
      const main = join(await installed(), "node_modules/onnxruntime-node/dist/index.js");
      runtime = await import(pathToFileURL(main).href);
    } catch (error) {
      if (process.env.CI === "true") throw error;
      problem = error instanceof Error ? error.message : String(error);
    }
  }, 200_000);
  beforeEach(({ skip }) => {
    if (problem !== undefined) skip(problem);
  });
  return async () => {
    if (runtime === undefined) throw new Error("the runtime is there within a test only");
    return runtime;
  };
}

/** Folder in which npm has installed it, without running anything of it. */
async function installed(): Promise<string> {
  const folder = join(cacheFolder, release.replace("@", "-"));
  if (existsSync(folder)) return folder;
  await mkdir(cacheFolder, { recursive: true });
  const workFolder = await mkdtemp(join(cacheFolder, "download-"));
  try {
    await install(workFolder);
    await rename(workFolder, folder).catch((error) => {
      // Another process was faster, and what it made is the same.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
  return folder;
}

async function install(folder: string): Promise<void> {
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save"];
  try {
    const args = ["install", "--prefix", folder, ...options, release];
    await promisify(execFile)("npm", args, { timeout: 180_000 });
  } catch (error) {
    const { code, stderr = "" } = error as { code?: unknown; stderr?: string };
    const reason = stderr.trim().split("\n").at(-1) || String(code);
    throw new Error(`${release} cannot be installed with npm (${reason})`);
  }
  // It has the libraries of every platform, 200 MB of other ones.
  const libraries = join(folder, "node_modules/onnxruntime-node/bin/napi-v6");
  for (const platform of await readdir(libraries)) {
    if (platform !== process.platform) await rm(join(libraries, platform), { recursive: true });
  }
}
