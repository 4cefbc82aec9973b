import { existsSync } from "node:fs";
import { mkdir, readdir, realpath } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { type Git, gitIn } from "./git.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Makes sure that `folder` is the top of a repository, and makes one in a folder that is missing or
 * empty. True when it was made. Throws where that would surprise: within another repository, and
 * in a folder that has files already.
 */
export async function ensureRepository(folder: string, environment: Environment): Promise<boolean> {
  const top = await topOf(folder, environment);
  if (top !== undefined) {
    await checkIsTop(folder, top);
    return false;
  }
  if (existsSync(folder) && (await readdir(folder)).length > 0) {
    throw new Error(
      `${folder}: is not a git repository and not empty; run git init there, or use another folder`,
    );
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await gitIn(folder, environment).run(["init", "--quiet"]);
  return true;
}

/** Throws unless `folder` is the top of a repository. */
export async function checkRepository(folder: string, environment: Environment): Promise<void> {
  const top = existsSync(folder) ? await topOf(folder, environment) : undefined;
  if (top === undefined) {
    throw new Error(`${folder}: is not a git repository; run git init there first`);
  }
  await checkIsTop(folder, top);
}

/** Top of the repository that `folder`, or the nearest folder above that exists, belongs to. */
async function topOf(folder: string, environment: Environment): Promise<string | undefined> {
  try {
    const top = await gitIn(nearestFolder(folder), environment).run([
      "rev-parse",
      "--show-toplevel",
    ]);
    return top.replace(/\n$/, "");
  } catch (error) {
    if (error instanceof Error && error.message.includes("is not a git repository"))
      return undefined;
    throw error;
  }
}

function nearestFolder(path: string): string {
  return existsSync(path) ? path : nearestFolder(dirname(path));
}

async function checkIsTop(folder: string, top: string): Promise<void> {
  if (existsSync(folder) && (await realpath(folder)) === (await realpath(top))) return;
  throw new Error(
    `${folder}: is within the repository ${top}; use that one and --folder, ` +
      "or run git init there first",
  );
}

/**
 * Absolute path of `name` within `repository`. Throws when it leads out of it, by `..` or through
 * a link, or into git's own folder.
 */
export async function folderWithin(repository: string, name: string): Promise<string> {
  const folder = resolve(repository, name);
  const inside = relative(repository, folder);
  const parts = inside.split(sep);
  if (isAbsolute(name) || parts.includes("..") || parts.some((part) => /^\.git$/i.test(part))) {
    throw new Error(`--folder: must be a folder within the repository, got ${name}`);
  }
  const nearest = nearestFolder(folder);
  if (
    (await realpath(nearest)) !== join(await realpath(repository), relative(repository, nearest))
  ) {
    throw new Error(`${name}: leads through a link; use a folder without one`);
  }
  return folder;
}

/** Throws when a commit now would take in what is not ours, or be lost. */
export async function checkReady(
  git: Git,
  folder: string,
  isOwn: (path: string) => boolean,
): Promise<void> {
  if ((await git.ask(["symbolic-ref", "--quiet", "HEAD"])) === undefined) {
    throw new Error(`${folder}: HEAD is on no branch, a commit would be lost; git switch to one`);
  }
  const markers = ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply"];
  const paths = await git.run(["rev-parse", ...markers.flatMap((name) => ["--git-path", name])]);
  const underWay = paths.split("\n").find((path) => path !== "" && existsSync(join(folder, path)));
  if (underWay !== undefined) {
    throw new Error(`${folder}: a merge or rebase is under way; finish or abort it first`);
  }
  const staged = await git.run(["diff", "--cached", "--name-only", "--no-renames", "-z"]);
  const others = staged.split("\0").filter((path) => path !== "" && !isOwn(path));
  if (others.length === 0) return;
  const listed = others.slice(0, 3).join(", ") + (others.length > 3 ? ", …" : "");
  throw new Error(
    `${folder}: other files are staged (${listed}); commit them or git restore --staged them first`,
  );
}
