import { execFileSync } from "node:child_process";

/** Runs git in that folder and answers what it prints. Throws an Error that ends with git's own words. */
export function git(folder: string, ...args: string[]): string {
  try {
    return execFileSync("git", args, {
      cwd: folder,
      env: outsideHooks(),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === "ENOENT") throw new Error("git: is not on PATH; install it");
    throw new Error(`git ${args[0]}: ${stderr?.trim().split("\n").at(-1) ?? code}`);
  }
}

/** A hook tells git by these which repository it is called for, whatever the folder. */
const repositoryVariables = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"];

function outsideHooks(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !repositoryVariables.includes(name));
  return Object.fromEntries(own);
}
