import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { syncGit } from "../git/sync.ts";
import { temporaryHome } from "../git/testing.ts";
import { archived, filesIn, sourceOf, writeText } from "../testing.ts";
import { type IntegrationRequest, integrateMonorepo } from "./integrate.ts";
import { marked } from "./mark.ts";

const folder = "docs/copilot-chats";
const workflow = ".github/workflows/copilot-chats.yml";
const [readme, ignore] = [`${folder}/README.md`, `${folder}/.gitignore`];

type Home = ReturnType<typeof temporaryHome>;

const integrate = (home: Home, more: Partial<IntegrationRequest> = {}) =>
  integrateMonorepo({
    repository: home.repository,
    folder,
    dryRun: false,
    environment: home.environment,
    ...more,
  });

async function actions(home: Home, more: Partial<IntegrationRequest> = {}) {
  const files = await integrate(home, more);
  return Object.fromEntries(files.map(({ path, action }) => [path, action]));
}

const textOf = (home: Home, path: string) => readFileSync(join(home.repository, path), "utf8");

test("a repository gets the folder, a workspace and a workflow, and nothing is committed", async () => {
  using home = temporaryHome();
  home.initialize();
  expect(await actions(home)).toEqual({
    [readme]: "create",
    [ignore]: "create",
    [workflow]: "create",
    "repository.code-workspace": "create",
  });
  expect(Object.keys(filesIn(home.repository))).toEqual([
    workflow,
    ignore,
    readme,
    "repository.code-workspace",
  ]);
  expect(JSON.parse(textOf(home, "repository.code-workspace"))).toEqual({
    folders: [{ path: "." }, { name: "Copilot chats", path: folder }],
  });
  expect(statSync(join(home.repository, readme)).mode & 0o444).toBe(0o444 & ~process.umask());
  expect(home.git("diff", "--cached", "--name-only")).toBe("");
});

test("a second time nothing changes", async () => {
  using home = temporaryHome();
  home.initialize();
  await integrate(home);
  const before = filesIn(home.repository);
  expect(new Set(Object.values(await actions(home)))).toEqual(new Set(["unchanged"]));
  expect(filesIn(home.repository)).toEqual(before);
});

test("a dry run has every file's text and writes none", async () => {
  using home = temporaryHome();
  home.initialize();
  const planned = await integrate(home, { dryRun: true });
  expect(filesIn(home.repository)).toEqual({});
  await integrate(home);
  expect(Object.fromEntries(planned.map(({ path, text }) => [path, text]))).toEqual(
    filesIn(home.repository),
  );
});

test("files of a person are left alone and said to be", async () => {
  using home = temporaryHome();
  home.initialize();
  writeText(join(home.repository, readme), "my read me\n");
  writeText(join(home.repository, workflow), "");
  const files = await integrate(home);
  const left = files.filter(({ action }) => action === "leave");
  expect(left.map(({ path, reason }) => [path, reason])).toEqual(
    [readme, workflow].map((path) => [
      path,
      "it was made or changed by a person; delete it to have it made again",
    ]),
  );
  expect([textOf(home, readme), textOf(home, workflow)]).toEqual(["my read me\n", ""]);
});

test("a file of an earlier version is brought up to date, unless a person changed it", async () => {
  using home = temporaryHome();
  home.initialize();
  const earlier = marked("* earlier\n", "# ");
  writeText(join(home.repository, ignore), earlier);
  expect((await actions(home))[ignore]).toBe("update");
  expect(textOf(home, ignore)).toContain(".chats-archive.lock*\n");

  writeText(join(home.repository, ignore), `mine\n${earlier}`);
  expect((await actions(home))[ignore]).toBe("leave");
  writeText(join(home.repository, ignore), `${earlier}mine\n`);
  expect((await actions(home))[ignore]).toBe("leave");
  expect(textOf(home, ignore)).toBe(`${earlier}mine\n`);
});

const secret = (name: string) => `\${{ secrets.${name} }}`;

test("the workflow runs the sync of this folder with the program's own variables", async () => {
  using home = temporaryHome();
  home.initialize();
  await integrate(home, { folder: "docs/our chats" });
  const { on, permissions, jobs } = parse(textOf(home, workflow));
  expect(on).toEqual({ schedule: [{ cron: "23 5 * * *" }], workflow_dispatch: null });
  expect(permissions).toEqual({ contents: "write" });
  expect(jobs.sync.steps.at(-1)).toEqual({
    run: 'npm run chats -- sync git --repo "$GITHUB_WORKSPACE/repository" --folder "$FOLDER" --push',
    "working-directory": "program",
    env: {
      FOLDER: "docs/our chats",
      DATABASE_HOST: secret("CHATS_DATABASE_HOST"),
      DATABASE_NAME: secret("CHATS_DATABASE_NAME"),
      DATABASE_USER: secret("CHATS_DATABASE_USER"),
      DATABASE_PASSWORD: secret("CHATS_DATABASE_PASSWORD"),
    },
  });
});

test("a sync into the folder goes on from there, and finds nothing of it in its way", async () => {
  using home = temporaryHome();
  home.initialize();
  await integrate(home);
  home.git("add", ".");
  home.git("commit", "--quiet", "--message=Prepare for chats");
  await syncGit({
    source: sourceOf([archived()]),
    repository: home.repository,
    folder,
    format: "markdown",
    push: false,
    environment: home.environment,
  });
  expect(home.git("log", "-1", "--format=%s")).toBe("Add 1 chat");
  writeText(join(home.repository, folder, ".chats-archive.lock"), "left by a crash");
  writeText(join(home.repository, folder, "2026", ".chats-unfinished-1"), "half");
  expect(home.git("status", "--porcelain", "--untracked-files=all")).toBe("");
});

test.each([
  [".", "--folder: must be a folder within the repository, got ."],
  ["../x", "--folder: must be a folder within the repository, got ../x"],
  [".git/hooks", "--folder: must be a folder within the repository, got .git/hooks"],
  ["$(x)", '--folder: must be of letters, digits, "._-/" and spaces, got $(x)'],
  ["{{ x }}", '--folder: must be of letters, digits, "._-/" and spaces, got {{ x }}'],
  ["a\nb", '--folder: must be of letters, digits, "._-/" and spaces, got a\nb'],
])("the folder %j is refused", async (name, message) => {
  using home = temporaryHome();
  home.initialize();
  await expect(integrate(home, { folder: name })).rejects.toThrow(message);
  expect(filesIn(home.repository)).toEqual({});
});

test("a folder that is no repository, or within one, is refused", async () => {
  using home = temporaryHome();
  const nothing = `${home.repository}: is not a git repository; run git init there first`;
  await expect(integrate(home)).rejects.toThrow(nothing);
  mkdirSync(home.repository);
  await expect(integrate(home)).rejects.toThrow(nothing);
  home.initialize();
  const inner = join(home.repository, "packages");
  mkdirSync(inner);
  await expect(integrate(home, { repository: inner })).rejects.toThrow(
    `${inner}: is within the repository ${home.repository}; use that one and --folder`,
  );
  expect(existsSync(join(inner, folder))).toBe(false);
});

test("no link leads a file out of the repository", async () => {
  using home = temporaryHome();
  home.initialize();
  const outside = join(home.path, "outside");
  mkdirSync(outside);
  symlinkSync(outside, join(home.repository, ".github"));
  await expect(integrate(home)).rejects.toThrow(".github/workflows: leads through a link");
  expect(readdirSync(outside)).toEqual([]);
  expect(existsSync(join(home.repository, "docs"))).toBe(false);
});

test("a link in the place of a file is left alone", async () => {
  using home = temporaryHome();
  home.initialize();
  const victim = writeText(join(home.path, "victim"), "mine");
  mkdirSync(join(home.repository, folder), { recursive: true });
  symlinkSync(victim, join(home.repository, readme));
  symlinkSync(victim, join(home.repository, "all.code-workspace"));
  expect(await actions(home)).toMatchObject({ [readme]: "leave", "all.code-workspace": "leave" });
  expect(lstatSync(join(home.repository, readme)).isSymbolicLink()).toBe(true);
  expect(readFileSync(victim, "utf8")).toBe("mine");
});
