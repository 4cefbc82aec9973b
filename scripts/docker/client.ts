import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Long enough to remove a volume of many gigabytes from a slow disk. */
const COMMAND_LIMIT_MS = 120_000;
/** A list of all images of a machine where much is built; Node's own limit is 1 MiB. */
const OUTPUT_LIMIT_BYTES = 64 * 2 ** 20;

/** Standard output, trimmed, or why there is none, to be read after a colon. */
export type DockerAnswer = { output: string } | { reason: string };

/**
 * Runs the Docker client and answers its standard output, trimmed. Throws an Error
 * `docker <verb>: <reason>` when it fails or does not end in time.
 *
 * @param host As `DOCKER_HOST` takes it; undefined for the one that the person's client would ask.
 */
export async function docker(
  host: string | undefined,
  args: string[],
  limitMs = COMMAND_LIMIT_MS,
): Promise<string> {
  const answer = await askDocker(host, args, limitMs);
  if ("reason" in answer) throw new Error(`docker ${verb(args)}: ${answer.reason}`);
  return answer.output;
}

/** The lines of its standard output; none where it prints nothing. Throws as `docker` does. */
export async function dockerLines(host: string | undefined, args: string[]): Promise<string[]> {
  const output = await docker(host, args);
  return output === "" ? [] : output.split("\n");
}

/** As `docker`, for those who expect that it may fail. */
export async function askDocker(
  host: string | undefined,
  args: string[],
  limitMs = COMMAND_LIMIT_MS,
): Promise<DockerAnswer> {
  const env = host === undefined ? process.env : { ...process.env, DOCKER_HOST: host };
  const options = { env, timeout: limitMs, maxBuffer: OUTPUT_LIMIT_BYTES };
  try {
    return { output: (await promisify(execFile)("docker", args, options)).stdout.trim() };
  } catch (error) {
    return { reason: reason(error, limitMs) };
  }
}

function reason(error: unknown, limitMs: number): string {
  if (!(error instanceof Error)) return String(error);
  const { code, killed, stdout = "", stderr = "" } = error as Error & Failure;
  if (code === "ENOENT") return "there is no `docker` on PATH; install Docker";
  if (killed) return `no answer within ${limitMs / 1_000} s`;
  if (/permission denied while trying to connect/.test(stderr)) {
    return "this user may not talk to Docker; add it to the group `docker` and log in again";
  }
  if (/cannot connect to the docker|failed to connect to the docker/i.test(stderr)) {
    return "Docker does not run; start it";
  }
  // A command inside a container that cannot be started is told on standard output.
  const words = `${stdout}${stderr}`.trim().replace(/^(Error response from daemon|Error): /gm, "");
  return words === "" ? error.message : words;
}

/** What `execFile` adds to its errors. */
interface Failure {
  code?: string | number;
  killed?: boolean;
  stdout?: string;
  stderr?: string;
}

/** Commands that are named by what they are about, and then by what is done to it. */
const nouns = ["container", "context", "image", "manifest", "network", "volume"];

function verb([first = "", second = ""]: string[]): string {
  return nouns.includes(first) ? `${first} ${second}` : first;
}
