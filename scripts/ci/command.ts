import { spawn } from "node:child_process";
import { once } from "node:events";
import { projectDirectory } from "./project-directory.ts";

export interface CommandOptions {
  /** What it reads; default nothing. */
  input?: string;
  /** Beside the environment of this process. */
  environment?: Record<string, string>;
  /** Whether what it prints is its answer, which the job's log does not show; default false. */
  isQuestion?: boolean;
}

/** What a program printed and how it ended. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs a program in the repository's root and answers how it ended, whatever that is. Throws an Error
 * where there is no such program.
 */
export async function command(
  program: string,
  args: string[],
  { input = "", environment = {}, isQuestion = false }: CommandOptions = {},
): Promise<Ended> {
  const child = spawn(program, args, {
    cwd: projectDirectory,
    env: { ...process.env, ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const ended: Ended = { code: null, stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    ended.stdout += text;
    if (!isQuestion) process.stdout.write(text);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    ended.stderr += text;
    process.stderr.write(text);
  });
  // A program that does not read ends the pipe early, which is its right.
  child.stdin.on("error", () => {}).end(input);
  const [code] = await once(child, "close").catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" ? new Error(`${program}: is not on PATH; install it`) : error;
  });
  return { ...ended, code };
}

/** As `command`, answers what it printed. Throws an Error with its last words where it failed. */
export async function answerOf(program: string, args: string[], options: CommandOptions = {}) {
  const { code, stdout, stderr } = await command(program, args, { ...options, isQuestion: true });
  if (code !== 0) {
    const lastWords = stderr.trim().split("\n").at(-1);
    throw new Error(`${program} ${args.join(" ")}: ended with code ${code}: ${lastWords}`);
  }
  return stdout;
}
