import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { machine } from "../../settings.ts";
import { resticEnvironment } from "./environment.ts";
import { RepositoryLocked, resticProblem, withoutPasswords } from "./problem.ts";

/** Restic, at work on one repository. */
export interface Restic {
  /**
   * What a command prints, piece by piece. Whoever stops reading, and `signal`, interrupt it. Throws
   * what `resticProblem` makes of its exit code.
   */
  output(args: string[], options?: RunOptions): AsyncGenerator<Buffer>;
  /** All of it. */
  run(args: string[], options?: RunOptions): Promise<string>;
  /** Throws where restic is not there, or too old to be told by its exit codes. */
  refuseOld(): Promise<void>;
}

export interface ResticAccess {
  /** In any form that restic takes. */
  repository: string;
  password: string;
  /** Time that another run on the repository is waited for; default a minute. */
  lockWaitSeconds?: number | undefined;
}

interface RunOptions {
  /** Default: that of this process. */
  folder?: string;
  /** Its standard input; default nothing. */
  input?: string;
  signal?: AbortSignal | undefined;
}

/** Repository and password go by variables, so that no list of processes shows them. */
export function restic(access: ResticAccess): Restic {
  const { repository, password, lockWaitSeconds = 60 } = access;
  const environment = {
    ...resticEnvironment(machine().environment),
    RESTIC_REPOSITORY: repository,
    RESTIC_PASSWORD: password,
  };
  const place = withoutPasswords(repository);
  const start = (args: string[], options: RunOptions = {}) =>
    // What counts is what the repository has, not what a cache remembers of it.
    outputOf(["--json", "--no-cache", ...args], { environment, place, ...options });

  async function* output(args: string[], options?: RunOptions): AsyncGenerator<Buffer> {
    const lastTry = performance.now() + lockWaitSeconds * 1_000;
    for (;;) {
      try {
        yield* start(args, options);
        return;
      } catch (error) {
        // It says so before it prints anything.
        if (!(error instanceof RepositoryLocked) || performance.now() > lastTry) throw error;
      }
      // Takes locks away of processes that are gone, and of those silent for half an hour. Each time,
      // because one may go meanwhile, for which restic's own waiting does not look.
      await text(start(["unlock"]));
      await setTimeout(betweenTriesMs, undefined, { signal: options?.signal });
    }
  }

  return {
    output,
    run: (args, options) => text(output(args, options)),
    async refuseOld() {
      const printed = await text(outputOf(["version"], { environment, place }));
      const [, version = "unknown", major, minor] = /restic ((\d+)\.(\d+)\S*)/.exec(printed) ?? [];
      if (Number(major) > 0 || Number(minor) >= leastMinor) return;
      throw new Error(
        `restic: is ${version}, and 0.${leastMinor} is needed, whose exit codes tell what is wrong; ` +
          "install a later one (https://restic.net)",
      );
    },
  };
}

/** 0.17 tells by its exit code that there is no repository, or that it is locked. */
const leastMinor = 17;

const betweenTriesMs = 500;

interface StartOptions extends RunOptions {
  environment: Record<string, string>;
  /** The repository, as messages call it. */
  place: string;
}

async function* outputOf(
  args: string[],
  { environment, place, folder, input, signal }: StartOptions,
): AsyncGenerator<Buffer> {
  signal?.throwIfAborted();
  const child = spawn("restic", args, {
    env: environment,
    stdio: ["pipe", "pipe", "pipe"],
    ...(folder !== undefined && { cwd: folder }),
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", (error) => reject(startProblem(error)));
    child.once("close", (code) => resolve(code));
  });
  // Heard of below; whoever stops reading does not ask.
  ended.catch(() => {});
  const complaints = text(child.stderr);
  // It takes its locks away when it is interrupted.
  const interrupt = () => child.kill("SIGINT");
  signal?.addEventListener("abort", interrupt);
  // A program that reads no input may have ended before it was given.
  child.stdin.on("error", () => {}).end(input);
  try {
    yield* child.stdout;
    const code = await ended;
    signal?.throwIfAborted();
    if (code !== 0) throw resticProblem(code, await complaints, place);
  } finally {
    signal?.removeEventListener("abort", interrupt);
    interrupt();
    await ended.catch(() => {});
  }
}

function startProblem(error: NodeJS.ErrnoException): Error {
  const problem =
    error.code === "ENOENT" ? "is not on PATH" : `cannot be started, got ${error.code}`;
  return new Error(
    `restic: ${problem}; install restic 0.${leastMinor} or later (https://restic.net)`,
    { cause: error },
  );
}
