import { readFile } from "node:fs/promises";
import { docker } from "./docker.ts";
import { installDocker } from "./install.ts";
import { disposableLabel, startDockerd } from "./start.ts";

/** A Docker Engine that tests may use. */
export interface Daemon {
  /** Its address, as `DOCKER_HOST` takes it. */
  host: string;
  /** Whether it lives for tests alone, so that images may be put into it under any name. */
  isDisposable: boolean;
  /** Ends it with all it holds if this process started it, else does nothing. */
  stop(): Promise<void>;
}

/** A client that gets no answer for this long has no engine to talk to. */
const ANSWER_LIMIT_MS = 10_000;

/**
 * Takes the Docker Engine that answers the person's client. Where none does, and only in CI on Debian
 * as root, installs Debian's and starts one that `stop` removes without a trace. Otherwise answers why
 * there is none, as the reason of a skip. Throws when in CI the install or the start fails.
 */
export async function dockerDaemon(
  onProgress: (text: string) => void = () => {},
): Promise<Daemon | { missing: string }> {
  const running = await runningDaemon();
  if (running) return running;
  const missing = await whyNotStart();
  if (missing) return { missing };
  await installDocker(onProgress);
  onProgress("starting dockerd");
  return startDockerd();
}

async function runningDaemon(): Promise<Daemon | undefined> {
  try {
    const info = ["info", "--format", "{{.ServerVersion}} {{json .Labels}}"];
    const answer = await docker(undefined, info, ANSWER_LIMIT_MS);
    const address = ["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"];
    return {
      host: await docker(undefined, address, ANSWER_LIMIT_MS),
      isDisposable: answer.includes(`"${disposableLabel}"`),
      stop: async () => {},
    };
  } catch {
    return undefined;
  }
}

async function whyNotStart(): Promise<string | undefined> {
  const wish = "needs a running Docker Engine";
  if (process.env.CI !== "true") return `${wish} (only with CI=true is one installed and started)`;
  if (process.getuid?.() !== 0) return `${wish}, or root to start one`;
  if (!(await isDebian())) return `${wish}, or Debian to install one`;
  return undefined;
}

async function isDebian(): Promise<boolean> {
  try {
    return /^ID=debian$/m.test(await readFile("/etc/os-release", "utf8"));
  } catch {
    return false;
  }
}
