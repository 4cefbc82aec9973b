/** Why git failed, in plain words, with git's own line behind them. Never shows a password. */
export function gitProblem(failure: unknown, folder: string, args: string[]): Error {
  // Before it there are options, and settings such as `user.name=Ada`.
  const verb = args.find((arg) => /^[a-z-]+$/.test(arg) && !arg.startsWith("-")) ?? "";
  if (!(failure instanceof Error)) return new Error(`${folder}: git ${verb} failed`);
  const { code, killed, stderr = "" } = failure as GitFailure;
  if (code === "ENOENT") return new Error("git: not found on this machine; install it");
  if (killed) return new Error(`${folder}: git ${verb} did not end in time and was stopped`);

  const words = explanations.find(([pattern]) => pattern.test(stderr))?.[1];
  const said = tellingLine(stderr);
  const problem = words === undefined ? `git ${verb} failed (${said})` : `${words} (git: ${said})`;
  return new Error(`${folder}: ${problem}`);
}

interface GitFailure extends Error {
  /** Exit code, or the system's code when git could not be started. */
  code?: number | string;
  killed?: boolean;
  stderr?: string;
}

/** The first that fits counts. */
const explanations: [RegExp, string][] = [
  [
    /dubious ownership/,
    "belongs to another user, so git refuses to work here; " +
      "allow it with git config --global --add safe.directory",
  ],
  [/must be run in a work tree/, "is a bare repository; use one that has files"],
  [
    /index\.lock|Another git process/,
    "another git process is at work here, or one was killed and its lock has to be removed",
  ],
  [
    /fetch first|non-fast-forward|tip of your current branch is behind/,
    "the remote has commits that are missing here; run git pull --rebase here, then sync again",
  ],
  [
    /protected branch|pre-receive hook declined|\[remote rejected\]/,
    "the remote refused the push; look at the rules of its branch",
  ],
  [
    /Authentication failed|could not read (Username|Password)|Permission denied \(|error: 403/,
    "the remote did not accept the login; check the credentials that git uses for it",
  ],
  [
    /does not appear to be a git repository|[Rr]epository not found|repository '.*' not found/,
    "the remote has no such repository, or hides it from this login",
  ],
  [
    /Could not resolve host|Connection (refused|timed out)|Network is unreachable|unable to access/,
    "the remote cannot be reached; check the network and git remote -v",
  ],
  [/failed to sign|gpg/, "the commit could not be signed; check commit.gpgsign and its key"],
  [/No space left on device/, "the disk is full; make room and run this again"],
  [/Permission denied|insufficient permission|Read-only file system/, "git may not write here"],
  [/not a git repository/, "is not a git repository"],
];

/** The line that says most, without credentials of a URL and without control characters. */
function tellingLine(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  const telling = lines.find((line) => /^(fatal|error|ERROR| !|remote:)/.test(line));
  return (telling ?? lines.at(-1) ?? "it said nothing")
    .replace(/:\/\/[^/@\s]+@/g, "://***@")
    .replace(/\p{Cc}/gu, " ")
    .trim()
    .slice(0, 300);
}
