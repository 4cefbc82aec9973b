import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryAt, repositoryOf } from "./git-remote.ts";
import { temporaryFiles } from "./testing.ts";

test.each([
  "https://github.com/ada/shop.git",
  "https://github.com/ada/shop",
  "https://github.com/ada/shop/",
  "https://ada:ghp_secret@github.com/ada/shop.git",
  "https://x-access-token:ghs_secret@GitHub.com/ada/shop.git?token=secret",
  "git@github.com:ada/shop.git",
  "github.com:ada/shop.git",
  "ssh://git@github.com/ada/shop.git",
  "ssh://git@github.com:22/ada/shop.git",
  "git://github.com/ada/shop.git",
  " https://github.com/ada/shop.git\n",
])("%j is the repository github.com/ada/shop", (url) => {
  expect(repositoryOf(url)).toBe("github.com/ada/shop");
});

test.each([
  ["https://ada@dev.azure.com/org/project/_git/repo", "dev.azure.com/org/project/repo"],
  ["git@ssh.dev.azure.com:v3/org/project/repo", "dev.azure.com/org/project/repo"],
  ["https://git.example.com:8443/team/sub/repo.git", "git.example.com/team/sub/repo"],
])("%j is the repository %s", (url, repository) => {
  expect(repositoryOf(url)).toBe(repository);
});

test.each([
  "",
  "/srv/git/shop.git",
  "../shop",
  "C:\\git\\shop",
  "C:/git/shop",
  "file:///srv/shop",
  "https://github.com",
  "https://github.com/",
])("%j is no repository on a host", (url) => {
  expect(repositoryOf(url)).toBeUndefined();
});

test.each(["https://u:se@cret@h.com/a/b", "ssh://u:se@cret@h.com:22/a/b", "u:se@cret@h.com:a/b"])(
  "no password is left of %j",
  (url) => {
    expect(repositoryOf(url)).toBe("h.com/a/b");
  },
);

const config = (remotes: Record<string, string>) =>
  [
    "[core]\n\tbare = false\n\turl = https://not.a/remote",
    ...Object.entries(remotes).map(
      ([name, url]) => `[remote "${name}"]\n\turl = ${url}\n\tfetch = x`,
    ),
    '[branch "main"]\n\tremote = origin\n',
  ].join("\n");

test("the remote of a folder is origin, else the first one", async () => {
  using files = temporaryFiles();
  files.put("a/.git/config", config({ fork: "git@h.com:b/c", origin: "git@h.com:ada/shop" }));
  files.put("b/.git/config", config({ upstream: "git@h.com:up/shop", fork: "git@h.com:b/c" }));
  files.put("c/.git/config", config({}));
  mkdirSync(join(files.path, "d"));
  const found = ["a", "b", "c", "d", "missing"].map((name) => repositoryAt(join(files.path, name)));
  expect(await Promise.all(found)).toEqual([
    "h.com/ada/shop",
    "h.com/up/shop",
    undefined,
    undefined,
    undefined,
  ]);
});

test("a worktree has the remote of its repository, a submodule its own", async () => {
  using files = temporaryFiles();
  files.put("main/.git/config", config({ origin: "git@h.com:ada/shop" }));
  files.put("main/.git/worktrees/w/commondir", "../..\n");
  files.put("w/.git", `gitdir: ${join(files.path, "main/.git/worktrees/w")}\n`);
  files.put("main/.git/modules/sub/config", config({ origin: "git@h.com:ada/sub" }));
  files.put("main/sub/.git", "gitdir: ../.git/modules/sub\n");
  expect(await repositoryAt(join(files.path, "w"))).toBe("h.com/ada/shop");
  expect(await repositoryAt(join(files.path, "main/sub"))).toBe("h.com/ada/sub");
});
