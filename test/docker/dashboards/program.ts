import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { CachedRoot } from "../images/cache.ts";

const START_LIMIT_MS = 60_000;
const POLL_MS = 100;

/** Takes a program out of an image, to run without a container. Answers its path below `folder`. */
export async function unpackedProgram(
  { archive }: Pick<CachedRoot, "archive">,
  path: string,
  folder: string,
): Promise<string> {
  const only = ["--extract", "--file", archive, "--directory", folder, `.${path}`];
  await promisify(execFile)("tar", only);
  return join(folder, path);
}

/** A program that runs until it is stopped. */
export interface RunningProgram {
  stop(): Promise<void>;
}

/**
 * Starts a program, with its output in `<path>.log`, and waits until `url` answers well. Throws an Error
 * with the end of its log when it ends before or is too slow.
 */
export async function startedProgram(
  path: string,
  args: string[],
  url: string,
): Promise<RunningProgram> {
  const log = await open(`${path}.log`, "w");
  const child = spawn(path, args, { stdio: ["ignore", log.fd, log.fd] });
  await log.close();
  const exit = once(child, "exit");
  const stop = async () => {
    child.kill("SIGKILL");
    await exit;
  };
  const deadline = performance.now() + START_LIMIT_MS;
  while (!(await isWell(url))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      await stop();
      const words = (await readFile(`${path}.log`, "utf8")).trim().slice(-2_000);
      throw new Error(`${path}: does not answer at ${url}; its log ends with:\n${words}`);
    }
    await sleep(POLL_MS);
  }
  return { stop };
}

async function isWell(url: string): Promise<boolean> {
  const answer = await fetch(url).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok === true;
}
