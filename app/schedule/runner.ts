import { execFile } from "node:child_process";

/** Runs a program of the system; `input` goes to its standard input. Never throws. */
export type Runner = (command: string, args: string[], input?: string) => Promise<RunResult>;

export interface RunResult {
  /** Undefined where there is no such program, or it did not end by itself. */
  exitCode: number | undefined;
  out: string;
  err: string;
}

const timeLimitMs = 10_000;

export const systemRunner: Runner = (command, args, input) =>
  new Promise((resolve) => {
    const child = execFile(command, args, { timeout: timeLimitMs }, (error, out, err) => {
      const code = error === null ? 0 : error.code;
      resolve({ exitCode: typeof code === "number" ? code : undefined, out, err });
    });
    // A program that ends without reading is judged by its exit code.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  });
