import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { versions } from "../versions.ts";
import { buildEngine } from "./engine/build.ts";
import { downloadEngine } from "./engine/download.ts";
import { withLock } from "./lock.mjs";

/** A Pulumi CLI that this program can drive. */
export interface Engine {
  /** Absolute path of the executable. */
  binary: string;
  version: string;
  /** How it was come by. */
  origin: "PATH" | "cache" | "download" | "build";
}

export interface EngineSearch {
  env: NodeJS.ProcessEnv;
  /** The repository's root. */
  projectDirectory: string;
  /** Told what happens while it takes long. */
  onProgress: (text: string) => void;
}

/** Enough for a cold start of a 100 MB executable on a slow disk. */
const VERSION_LIMIT_MS = 30_000;

/** Makes a CLI in `<root>/bin/pulumi`, or throws an Error that says why it cannot. */
type MakeEngine = (search: EngineSearch & { root: string }) => Promise<void>;

/** In the order in which they are tried: the official CLI is quicker to have and more complete. */
const waysToMake: Record<"download" | "build", MakeEngine> = {
  download: downloadEngine,
  build: buildEngine,
};

/**
 * Finds a Pulumi CLI: on PATH, in Pulumi's own version cache, by the npm package's download, else by
 * building the published Go modules into that cache. Throws an Error with the ways out when none
 * of the four works.
 */
export async function findEngine(search: EngineSearch, ways = waysToMake): Promise<Engine> {
  const installed = (await engineOnPath(search)) ?? (await engineInCache(search));
  if (installed) return installed;
  return withLock(
    `${cachedEngineRoot(search.env)}.lock`,
    () => makeEngine(search, ways),
    ({ pid }) => search.onProgress(`another process (pid ${pid}) is making it; waiting`),
  );
}

/** The folder `bin` of this holds the cached CLI; the layout is the Automation API's. */
export function cachedEngineRoot(env: NodeJS.ProcessEnv): string {
  return join(pulumiHome(env), "versions", versions.pulumi);
}

function pulumiHome(env: NodeJS.ProcessEnv): string {
  return resolve(env.PULUMI_HOME ?? join(env.HOME ?? homedir(), ".pulumi"));
}

/** The npm wrapper of the same name is passed over: it would start its download unasked. */
async function engineOnPath({ env }: EngineSearch): Promise<Engine | undefined> {
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  for (const folder of folders) {
    if (/node_modules[\\/]\.bin[\\/]?$/.test(folder)) continue;
    const engine = await usable(join(folder, "pulumi"), "PATH");
    if (engine) return engine;
  }
  return undefined;
}

function engineInCache({ env }: EngineSearch): Promise<Engine | undefined> {
  return usable(join(cachedEngineRoot(env), "bin", "pulumi"), "cache");
}

async function makeEngine(search: EngineSearch, ways: typeof waysToMake): Promise<Engine> {
  const madeMeanwhile = await engineInCache(search);
  if (madeMeanwhile) return madeMeanwhile;
  const root = cachedEngineRoot(search.env);
  const reasons: string[] = [];
  for (const origin of ["download", "build"] as const) {
    try {
      await ways[origin]({ ...search, root });
      const engine = await usable(join(root, "bin", "pulumi"), origin);
      if (engine) return engine;
      reasons.push(`${origin}: it ended well but left no working CLI`);
    } catch (error) {
      reasons.push(`${origin}: ${error instanceof Error ? error.message : error}`);
    }
  }
  throw new Error(noEngineMessage(reasons));
}

async function usable(binary: string, origin: Engine["origin"]): Promise<Engine | undefined> {
  try {
    await access(binary, constants.X_OK);
    const { stdout } = await promisify(execFile)(binary, ["version"], {
      timeout: VERSION_LIMIT_MS,
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    });
    const version = stdout.trim().replace(/^v/, "");
    return isCompatible(version) ? { binary, version, origin } : undefined;
  } catch {
    return undefined;
  }
}

/** The CLI may be newer than the SDK within its major version, never older. */
export function isCompatible(version: string): boolean {
  const wanted = numbers(versions.pulumi);
  const got = numbers(version);
  if (!wanted || !got || got.major !== wanted.major) return false;
  return got.minor > wanted.minor || (got.minor === wanted.minor && got.patch >= wanted.patch);
}

function numbers(version: string) {
  const match = /^(\d+)\.(\d+)\.(\d+)/.exec(version);
  return match && { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3]) };
}

function noEngineMessage(reasons: string[]): string {
  return [
    `pulumi: no engine ${versions.pulumi} was found on PATH or in the cache, and none could be made:`,
    ...reasons.map((reason) => `  ${reason}`),
    "Three ways out:",
    `  1. install the Pulumi CLI ${versions.pulumi} or newer: https://www.pulumi.com/docs/install/`,
    "  2. install Go 1.26 or newer (https://go.dev/dl/); the next start builds the engine",
    `  3. copy a pulumi executable from another machine to ~/.pulumi/versions/${versions.pulumi}/bin/`,
    "Without an engine the application alone works: npm run chats -- serve",
  ].join("\n");
}
