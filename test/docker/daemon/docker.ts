import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Long enough for an image of some hundred megabytes on a slow disk. */
const COMMAND_LIMIT_MS = 120_000;

/**
 * Runs the Docker client against `host` and answers its standard output, trimmed. Throws an Error with
 * the command's own words.
 *
 * @param host As `DOCKER_HOST` takes it; undefined for the one that the person's client would ask.
 */
export async function docker(
  host: string | undefined,
  args: string[],
  limitMs = COMMAND_LIMIT_MS,
): Promise<string> {
  return (await execute(host, args, limitMs)).stdout.trim();
}

/** The last lines that a container wrote to either of its outputs. */
export async function containerLog(host: string, container: string, lines = 20): Promise<string> {
  const args = ["logs", "--tail", String(lines), container];
  const { stdout, stderr } = await execute(host, args, COMMAND_LIMIT_MS);
  return stdout + stderr;
}

async function execute(host: string | undefined, args: string[], limitMs: number) {
  const env = host === undefined ? process.env : { ...process.env, DOCKER_HOST: host };
  try {
    return await promisify(execFile)("docker", args, { env, timeout: limitMs });
  } catch (error) {
    throw new Error(`docker ${args.join(" ")}: ${reason(error, limitMs)}`);
  }
}

function reason(error: unknown, limitMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "ENOENT") return "there is no Docker client on PATH";
  if ("killed" in error && error.killed) return `no answer within ${limitMs / 1_000} s`;
  // A command inside a container that cannot be started is told on standard output.
  const words = "stderr" in error && "stdout" in error && `${error.stdout}${error.stderr}`.trim();
  return words || error.message;
}
