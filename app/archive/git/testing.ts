import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../commands/testing.ts";
import { machine } from "../../settings.ts";
import { first, second, sourceOf } from "../testing.ts";
import { type SyncRequest, syncGit } from "./sync.ts";

/**
 * A temporary home of a person, with a git that knows no setting but those of the test. `git` runs
 * in `repository`, which does not exist yet. For tests.
 */
export function temporaryHome() {
  const home = temporaryFolder();
  const repository = join(home.path, "repository");
  const environment = {
    PATH: machine().environment.PATH,
    HOME: home.path,
    GIT_CONFIG_GLOBAL: join(home.path, "gitconfig"),
    GIT_CONFIG_NOSYSTEM: "1",
  };
  const git = (...args: string[]) =>
    execFileSync("git", args, {
      cwd: repository,
      env: environment,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  const initialize = () => {
    mkdirSync(repository, { recursive: true });
    git("init", "--quiet", "--initial-branch=main");
    git("config", "user.name", "Ada");
    git("config", "user.email", "ada@example.org");
  };
  return {
    path: home.path,
    repository,
    environment,
    git,
    /** Makes the repository, with a person's name in it. */
    initialize,
    [Symbol.dispose]: () => home[Symbol.dispose](),
  };
}

export type Home = ReturnType<typeof temporaryHome>;

/** Syncs `sessions` as Markdown into the repository of `home`. */
export function sync(home: Home, sessions = [first, second], more: Partial<SyncRequest> = {}) {
  return syncGit({
    source: sourceOf(sessions),
    repository: home.repository,
    folder: ".",
    format: "markdown",
    push: false,
    environment: home.environment,
    ...more,
  });
}

export const lines = (text: string) => text.split("\n").sort();

/** Paths in the last commit. */
export const committed = (home: Home) => lines(home.git("show", "--name-only", "--format="));
