import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder } from "../wheel.ts";

const requirements = join(import.meta.dirname, "requirements.txt");

export interface CheckovReports {
  /** What it found. */
  sarif: string;
  /** What passed as well. */
  json: string;
}

/** Runs Checkov over every template in a folder. */
export type Checkov = (folder: string) => Promise<CheckovReports>;

/**
 * Checkov in a virtual environment, installed from the package index once and kept in the person's
 * cache. Throws an Error that says why there is none.
 */
export async function installedCheckov(): Promise<Checkov> {
  const python = join(await environment(), "bin", "python");
  return async (folder) => {
    const what = ["--framework", "arm", "--directory", "."];
    const formats = ["--output", "sarif", "--output", "json", "--output-file-path", "reports"];
    // It would ask its maker's host for more rules otherwise, and end with the code of a failure.
    const quiet = ["--skip-download", "--soft-fail"];
    const args = ["-m", "checkov.main", ...what, ...formats, ...quiet];
    // It names templates as seen from where it runs, and writes into the person's folder.
    const env = { PATH: process.env.PATH, HOME: folder };
    await run(python, args, { cwd: folder, env, timeout: 100_000, maxBuffer: 2 ** 26 });
    const report = (name: string) => readFile(join(folder, "reports", name), "utf8");
    return { sarif: await report("results_sarif.sarif"), json: await report("results_json.json") };
  };
}

const run = promisify(execFile);

/** The folder is named by what is in it, so that another version is another folder. */
async function environment(): Promise<string> {
  const version = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  const folder = join(cacheFolder, `checkov-${version.slice(0, 12)}`);
  if (existsSync(folder)) return folder;

  await mkdir(cacheFolder, { recursive: true });
  const workFolder = await mkdtemp(join(cacheFolder, "download-"));
  try {
    const made = join(workFolder, "environment");
    await install(made);
    await rename(made, folder).catch((error) => {
      // Another process was faster, and what it made is the same.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
  return folder;
}

async function install(folder: string): Promise<void> {
  const options = ["--quiet", "--disable-pip-version-check", "--retries", "1", "--timeout", "20"];
  try {
    await run("python3", ["-m", "venv", folder], { timeout: 60_000 });
    const python = join(folder, "bin", "python");
    const args = ["-m", "pip", "install", ...options, "-r", requirements];
    await run(python, args, { timeout: 400_000 });
  } catch (error) {
    const { code, stderr = "" } = error as { code?: unknown; stderr?: string };
    const reason = stderr.trim().split("\n").at(-1) || String(code);
    throw new Error(`Checkov cannot be installed with python3, venv and pip (${reason})`);
  }
}
