import { idPartOf } from "../file-name.ts";
import type { Head } from "../head.ts";
import { type Change, commitMessage } from "./commit-message.ts";
import type { Git } from "./git.ts";

export interface CommitRequest {
  git: Git;
  /** Of the archive within the repository, ends with `/`; empty where it is the repository. */
  prefix: string;
  /** Of the files of sessions, without a dot. */
  extension: string;
  /** Paths below the archive that are to be in the commit as they are. */
  written: string[];
  /** The whole archive, by path below it. */
  heads: ReadonlyMap<string, Head>;
  /** Takes in the removal of every session's file, not only of those under an earlier title. */
  prune: boolean;
  /** First line of the message; counts by default. */
  subject: string | undefined;
}

export interface Commit {
  /** Abbreviated. */
  hash: string;
  changes: Change[];
}

/**
 * Commits what differs from the last commit, of the files given and of no others, whatever else is
 * changed or staged. Undefined, without a commit, when nothing does. Leaves nothing staged when
 * git refuses.
 */
export async function commitArchive(request: CommitRequest): Promise<Commit | undefined> {
  const { git, prefix, written, subject } = request;
  const present = written.map((path) => prefix + path);
  const removed = await removedPaths(request);
  await checkNotIgnored(git, present);
  await git.run([...literally, "add", ...fromInput], present.join("\0"));
  if (removed.length > 0) {
    const forget = ["rm", "--cached", "--quiet", "--ignore-unmatch"];
    await git.run([...literally, ...forget, ...fromInput], removed.join("\0"));
  }

  const changed = await stagedAmong(git, new Set([...present, ...removed]));
  if (changed.size === 0) return undefined;
  const changes = sessionChanges(changed, request);
  const message = `--message=${commitMessage(changes, subject)}`;
  const quietly = ["--quiet", "--cleanup=verbatim", message, "--only"];
  const list = [...changed.keys()].join("\0");
  const identity = await fallbackIdentity(git);
  try {
    await git.run([...identity, ...literally, "commit", ...quietly, ...fromInput], list);
  } catch (error) {
    await git.run([...literally, "reset", "--quiet", ...fromInput], list).catch(() => {});
    throw error;
  }
  return { hash: (await git.run(["rev-parse", "--short", "HEAD"])).trim(), changes };
}

/** A folder of the repository may have `*` in its name. */
const literally = ["--literal-pathspecs"];
const fromInput = ["--pathspec-from-file=-", "--pathspec-file-nul"];

/**
 * Tracked files that this or an interrupted earlier run removed: of sessions that have a file of
 * another name now, and all when pruning. What else is missing a person removed.
 */
async function removedPaths({ git, prefix, extension, written, prune }: CommitRequest) {
  const missing = await git.run(["ls-files", "--deleted", "-z"]);
  const staged = ["diff", "--cached", "--name-only", "--no-renames", "--diff-filter=D", "-z"];
  const present = new Set(written.map((path) => idPartOf(path, extension)));
  return [...missing.split("\0"), ...(await git.run(staged)).split("\0")].filter((path) => {
    if (!path.startsWith(prefix)) return false;
    const idPart = idPartOf(path.slice(prefix.length), extension);
    return idPart !== undefined && (prune || present.has(idPart));
  });
}

async function checkNotIgnored(git: Git, paths: string[]): Promise<void> {
  const ignored = await git.ask(["check-ignore", "-z", "--stdin"], paths.join("\0"));
  if (ignored === undefined) return;
  const [first = "", ...others] = ignored.split("\0").filter((path) => path !== "");
  const more = others.length > 0 ? ` and ${others.length} more` : "";
  throw new Error(
    `${first}${more}: ignored by a .gitignore, so nothing was committed; ` +
      "take the rule out, or use another folder",
  );
}

/** What the index has of `paths` and the last commit has not, with git's letter for it. */
async function stagedAmong(git: Git, paths: Set<string>): Promise<Map<string, string>> {
  const output = await git.run(["diff", "--cached", "--name-status", "--no-renames", "-z"]);
  const fields = output.split("\0");
  const changed = new Map<string, string>();
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [letter = "", path = ""] = fields.slice(index, index + 2);
    if (paths.has(path)) changed.set(path, letter);
  }
  return changed;
}

/** A session whose file has another name now was updated: neither added nor removed. */
function sessionChanges(
  changed: ReadonlyMap<string, string>,
  { prefix, extension, heads }: CommitRequest,
): Change[] {
  const idPart = (path: string) => idPartOf(path.slice(prefix.length), extension);
  const pathsWith = (letter: string) =>
    [...changed].flatMap(([path, its]) => (its === letter && idPart(path) ? path : []));
  const [added, removed] = [pathsWith("A"), pathsWith("D")];
  const [addedIds, removedIds] = [added, removed].map((paths) => new Set(paths.map(idPart)));
  const kept = [...changed.keys()].filter((path) => idPart(path) && !removed.includes(path));
  return [
    ...kept.map((path): Change => {
      const isNew = added.includes(path) && !removedIds?.has(idPart(path));
      return { kind: isNew ? "added" : "updated", head: heads.get(path.slice(prefix.length)) };
    }),
    ...removed.flatMap((path): Change[] =>
      addedIds?.has(idPart(path)) ? [] : [{ kind: "removed", head: undefined }],
    ),
  ];
}

/** For this commit alone, and only where the person has told git nothing. */
async function fallbackIdentity(git: Git): Promise<string[]> {
  const fallbacks = { "user.name": "Copilot chats", "user.email": "copilot-chats@localhost" };
  const missing: string[] = [];
  for (const [key, value] of Object.entries(fallbacks)) {
    const own = await git.ask(["config", "--get", key]);
    if (own === undefined) missing.push("-c", `${key}=${value}`);
  }
  return missing;
}
