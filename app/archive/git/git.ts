import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { gitProblem } from "./git-problem.ts";

/** The machine's git, at work in one folder. */
export interface Git {
  /** What git prints. Throws an Error in plain words when git fails. */
  run(args: string[], input?: string): Promise<string>;
  /** What git prints, without the line end; undefined when it ends with 1, which is its "no". */
  ask(args: string[], input?: string): Promise<string | undefined>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Long enough to push a first archive over a slow line. */
const timeoutMs = 10 * 60_000;
/** A list of all paths of a large repository has to fit. */
const outputBytes = 512 * 1024 * 1024;

/** `folder` must exist. Git's own settings and credentials are those of `environment`. */
export function gitIn(folder: string, environment: Environment): Git {
  const options = {
    cwd: folder,
    env: { ...withoutRepository(environment), LC_ALL: "C", GIT_TERMINAL_PROMPT: "0" },
    timeout: timeoutMs,
    maxBuffer: outputBytes,
  };
  const execute = async (args: string[], input: string) => {
    const running = promisify(execFile)("git", args, options);
    // Git may end before it has read all.
    running.child.stdin?.on("error", () => {}).end(input);
    return (await running).stdout;
  };
  return {
    run: (args, input = "") =>
      execute(args, input).catch((error) => {
        throw gitProblem(error, folder, args);
      }),
    ask: (args, input = "") =>
      execute(args, input).then(
        (output) => output.replace(/\n$/, ""),
        (error) => {
          if (error.code === 1) return undefined;
          throw gitProblem(error, folder, args);
        },
      ),
  };
}

/** Variables that a hook of another repository hands on would lead every command to that one. */
function withoutRepository(environment: Environment): Environment {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !repositoryVariables.includes(name)),
  );
}

/** Those of `git rev-parse --local-env-vars` that move the repository or its parts. */
const repositoryVariables = [
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_COMMON_DIR",
  "GIT_DIR",
  "GIT_GRAFT_FILE",
  "GIT_IMPLICIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_NAMESPACE",
  "GIT_NO_REPLACE_OBJECTS",
  "GIT_OBJECT_DIRECTORY",
  "GIT_PREFIX",
  "GIT_REPLACE_REF_BASE",
  "GIT_SHALLOW_FILE",
  "GIT_WORK_TREE",
];
