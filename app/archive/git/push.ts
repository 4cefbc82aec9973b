import type { Git } from "./git.ts";

/**
 * Pushes the branch to its remote, or to the only remote. Answers `<remote>/<branch>`. `prefix` is
 * that of the archive within the repository. Throws, with nothing pushed, when other people's work
 * would go with it.
 */
export async function pushArchive(git: Git, folder: string, prefix: string): Promise<string> {
  const branch = (await git.run(["symbolic-ref", "--short", "HEAD"])).trim();
  const upstream = await upstreamOf(git, branch);
  if (upstream !== undefined) {
    await checkOthersPushed(git, folder, prefix, upstream);
    await git.run(["push", "--quiet"]);
    return upstream;
  }
  const remote = await onlyRemote(git, folder);
  await git.run(["push", "--quiet", "--set-upstream", remote, branch]);
  return `${remote}/${branch}`;
}

/** Undefined where the branch follows none. */
async function upstreamOf(git: Git, branch: string): Promise<string | undefined> {
  const format = "--format=%(upstream:short)";
  const upstream = await git.run(["for-each-ref", format, `refs/heads/${branch}`]);
  return upstream.trim() || undefined;
}

/** A push takes along every commit of the branch. */
async function checkOthersPushed(git: Git, folder: string, prefix: string, upstream: string) {
  if (prefix === "") return;
  // A remote that was emptied, or never fetched, has nothing to compare with.
  const known = await git.ask(["rev-parse", "--quiet", "--verify", `refs/remotes/${upstream}`]);
  if (known === undefined) return;
  const elsewhere = [".", `:(top,exclude,literal)${prefix}`];
  const range = `refs/remotes/${upstream}..HEAD`;
  const count = Number(await git.run(["rev-list", "--count", range, "--", ...elsewhere]));
  if (count === 0) return;
  throw new Error(
    `${folder}: commits that change other files are not in ${upstream} yet and would be pushed, ` +
      `too, got ${count}; git push them yourself, then sync again`,
  );
}

async function onlyRemote(git: Git, folder: string): Promise<string> {
  const remotes = (await git.run(["remote"])).split("\n").filter((name) => name !== "");
  const [first] = remotes;
  if (first === undefined) {
    throw new Error(`--push: ${folder} has no remote; add one with git remote add origin <url>`);
  }
  if (remotes.length === 1 || remotes.includes("origin"))
    return remotes.length === 1 ? first : "origin";
  throw new Error(
    `--push: ${folder} has several remotes (${remotes.join(", ")}); ` +
      "choose one with git push --set-upstream <remote> <branch>",
  );
}
