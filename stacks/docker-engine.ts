import { execFile } from "node:child_process";
import { release } from "node:os";
import { promisify } from "node:util";
import { z } from "zod";

/** A Docker Engine that answers. */
export interface DockerEngine {
  /** Its address as `DOCKER_HOST` takes it, for example `unix:///var/run/docker.sock`. */
  host: string;
  /** Version of its API, for example `1.47`. */
  apiVersion: string;
  memoryMb: number;
  cpus: number;
  /** Whether it runs under the kernel of this machine, so that a folder can be shared with it. */
  isOnThisKernel: boolean;
  /** Whether its root is an ordinary user of the machine. */
  isRootless: boolean;
  /** Where it keeps its data on its machine. */
  dataFolder: string;
  /** How it keeps images, for example `overlay2`. */
  storageDriver: string;
}

/** Why there is none, to be read after a colon. */
export interface MissingDocker {
  missing: string;
}

const ANSWER_LIMIT_MS = 5_000;

/** The engine that the person's `docker` talks to, by DOCKER_HOST or its context. */
export async function dockerEngine(): Promise<DockerEngine | MissingDocker> {
  try {
    const [host, apiVersion, info] = await Promise.all([
      docker("context", "inspect", "--format", "{{.Endpoints.docker.Host}}"),
      docker("version", "--format", "{{.Server.APIVersion}}"),
      docker("info", "--format", "{{json .}}"),
    ]);
    return { host, apiVersion, ...facts(infoSchema.parse(JSON.parse(info)), host) };
  } catch (error) {
    return { missing: reason(error) };
  }
}

async function docker(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("docker", args, { timeout: ANSWER_LIMIT_MS });
  return stdout.trim();
}

/** https://docs.docker.com/reference/api/engine/version/v1.47/#tag/System/operation/SystemInfo */
const infoSchema = z.object({
  MemTotal: z.number(),
  NCPU: z.number(),
  KernelVersion: z.string(),
  SecurityOptions: z.array(z.string()).nullish(),
  DockerRootDir: z.string(),
  Driver: z.string(),
});

function facts(info: z.infer<typeof infoSchema>, host: string) {
  return {
    memoryMb: Math.floor(info.MemTotal / 2 ** 20),
    cpus: info.NCPU,
    // A virtual machine of Docker's own has another kernel, also where its socket is a local file.
    isOnThisKernel: host.startsWith("unix://") && info.KernelVersion === release(),
    isRootless: info.SecurityOptions?.some((option) => option.includes("rootless")) ?? false,
    dataFolder: info.DockerRootDir,
    storageDriver: info.Driver,
  };
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, killed, stderr = "" } = error as Error & NodeJS.ErrnoException & Failure;
  if (code === "ENOENT") return "there is no `docker` on PATH; install Docker";
  if (killed) return `Docker gave no answer within ${ANSWER_LIMIT_MS / 1_000} s; restart it`;
  if (/permission denied/i.test(stderr)) {
    return "this user may not talk to Docker; add it to the group `docker` and log in again";
  }
  if (/cannot connect|is the docker daemon running|no such file/i.test(stderr)) {
    return "Docker does not run; start it";
  }
  return stderr.trim().split("\n").at(-1) || error.message;
}

interface Failure {
  killed?: boolean;
  stderr?: string;
}
