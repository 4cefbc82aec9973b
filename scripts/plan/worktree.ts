import { existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { git } from "./git.ts";

export interface Commit {
  hash: string;
  /** As the person named it, with the hash where that says more. */
  title: string;
}

/** The commit that a person named. Throws an Error where there is none. */
export function findCommit(projectDirectory: string, ref: string): Commit {
  git(projectDirectory, "rev-parse", "--git-dir");
  const hash = hashOf(projectDirectory, ref);
  if (hash === undefined) {
    throw new Error(
      `--diff: there is no such commit here, got ${ref}; use a branch, a tag or a hash, and ` +
        "`git fetch` what a shallow clone lacks",
    );
  }
  const short = hash.slice(0, 7);
  return { hash, title: hash.startsWith(ref) ? short : `${ref} (${short})` };
}

/**
 * Checks a commit out into a temporary folder with the packages of this checkout, and takes it away
 * when `work` is done, has failed or is interrupted.
 */
export async function inWorktree<T>(
  projectDirectory: string,
  { hash }: Commit,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  // Node names files by their real paths, and so do errors.
  const root = mkdtempSync(join(realpathSync(tmpdir()), "copilot-plan-"));
  const folder = join(root, "checkout");
  const remove = () => removeWorktree(projectDirectory, root, folder);
  const stopListening = whenInterrupted(remove);
  try {
    // No hook is meant for a folder that is gone in a second.
    const config = ["-c", "core.hooksPath=/dev/null", "-c", "advice.detachedHead=false"];
    git(projectDirectory, ...config, "worktree", "add", "--quiet", "--detach", folder, hash);
    for (const packages of ["node_modules", join("app", "node_modules")]) {
      linkIfMissing(join(projectDirectory, packages), join(folder, packages));
    }
    return await work(folder);
  } finally {
    stopListening();
    remove();
  }
}

function linkIfMissing(installed: string, place: string) {
  if (existsSync(installed) && !existsSync(place)) symlinkSync(installed, place);
}

function hashOf(projectDirectory: string, ref: string): string | undefined {
  const options = ["--verify", "--quiet", "--end-of-options"];
  try {
    return git(projectDirectory, "rev-parse", ...options, `${ref}^{commit}`).trim();
  } catch {
    return undefined;
  }
}

function removeWorktree(projectDirectory: string, root: string, folder: string) {
  if (existsSync(folder)) git(projectDirectory, "worktree", "remove", "--force", folder);
  rmSync(root, { recursive: true, force: true, maxRetries: 3 });
}

/** Tidies up on Ctrl-C and then lets the signal do what it would have done. */
function whenInterrupted(tidyUp: () => void): () => void {
  const stop = (signal: NodeJS.Signals) => {
    stopListening();
    tidyUp();
    process.kill(process.pid, signal);
  };
  const stopListening = () => {
    for (const signal of signals) process.off(signal, stop);
  };
  for (const signal of signals) process.on(signal, stop);
  return stopListening;
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
