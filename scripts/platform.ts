import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { type Engine, findEngine } from "./engine.ts";
import { withLock } from "./lock.mjs";
import { openLocalStack, projectDirectory } from "./stack.ts";
import { prepareState, type StateBackend, stateFolder } from "./state.ts";
import { note, plainProgress, step } from "./terminal.ts";

/** The local stack with the engine and the state that it needs, ready for an operation. */
export interface Platform {
  engine: Engine;
  stack: Stack;
  backend: StateBackend;
}

/** Finds or makes the engine, prepares the state and opens the stack, showing each step. */
export async function openPlatform(): Promise<Platform> {
  const engine = await step(
    "engine",
    (onProgress) => findEngine({ env: process.env, projectDirectory, onProgress }),
    ({ version, origin, binary }) => `Pulumi ${version} (${origins[origin]}: ${binary})`,
  );
  const backend = await prepareState(projectDirectory, process.env);
  const stack = await step(
    "state",
    () => openLocalStack(engine, backend),
    ({ name }) => `stack ${name} in ${backend.description}`,
  );
  return { engine, stack, backend };
}

/** The engine and the state of this checkout, silently unless the engine has to be made first. */
export async function prepareEngine(): Promise<{ engine: Engine; backend: StateBackend }> {
  const onProgress = plainProgress("engine");
  const engine = await findEngine({ env: process.env, projectDirectory, onProgress });
  return { engine, backend: await prepareState(projectDirectory, process.env) };
}

/** Runs `work` while no other start or stop is at work in this checkout. */
export function whileAlone<T>(work: () => Promise<T>): Promise<T> {
  return withLock(join(projectDirectory, stateFolder, "start.lock"), work, ({ pid }) =>
    note(`Another start or stop (pid ${pid}) is at work in this folder; waiting for it.`),
  );
}

const origins = {
  PATH: "found on PATH",
  cache: "found in the cache",
  download: "downloaded",
  build: "built from source",
};

/** Runs a script; what goes wrong is shown as a message and ends it with code 1. */
export async function runScript(script: () => Promise<void>) {
  try {
    await script();
  } catch (error) {
    note(`\n${explain(error)}`);
    process.exitCode = 1;
  }
}

/** What the file system refuses, it says without what to do. */
const remedies: Record<string, string> = {
  EACCES: "make it writable for this user, or start from a folder that is",
  EROFS: "start from a folder on a disk that can be written",
  ENOSPC: "the disk is full: free some space and run the command again, nothing stored is lost",
};

export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, path } = error as NodeJS.ErrnoException;
  const remedy = remedies[code ?? ""];
  return remedy && path ? `${path}: cannot be written (${code}); ${remedy}` : error.message;
}
