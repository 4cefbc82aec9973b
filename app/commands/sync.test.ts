import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { temporaryHome } from "../archive/git/testing.ts";
import { readSettings } from "../settings.ts";
import { importVerb } from "./import.ts";
import { syncGitVerb } from "./sync.ts";
import { recordedTerminal, startChats, temporaryFolder } from "./testing.ts";

// Git and the command line are processes, which take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const repoOptions = { folder: ".", format: "markdown" } as const;

async function homeWithSamples() {
  const home = temporaryHome();
  const settings = readSettings({ CHATS_DATA_DIRECTORY: join(home.path, "data") });
  const machine = { platform: "linux", environment: {}, home: home.path } as const;
  await importVerb({ samples: true }, settings, machine, recordedTerminal().terminal);
  return { home, settings };
}

test("stored chats are committed, and people and programs are told", async () => {
  const { home, settings } = await homeWithSamples();
  using _ = home;
  const options = { ...repoOptions, repo: home.repository };
  const people = recordedTerminal();
  expect(await syncGitVerb(options, settings, home, people.terminal)).toBe(0);
  const hash = home.git("rev-parse", "--short", "HEAD");
  expect(people.out[0]).toBe(`Writing chats as markdown to ${home.repository}, to commit them.`);
  expect(people.out.slice(2)).toEqual(["Made a new git repository.", `Committed as ${hash}.`]);

  const programs = recordedTerminal();
  expect(await syncGitVerb({ ...options, json: true }, settings, home, programs.terminal)).toBe(0);
  expect(programs.err.at(-1)).toBe("Nothing to commit.");
  expect(programs.out).toHaveLength(1);
  expect(JSON.parse(programs.out[0] ?? "")).toMatchObject({
    repository: home.repository,
    folder: ".",
    format: "markdown",
    isNewRepository: false,
    report: { filesAdded: 0, problems: [] },
    commit: null,
    pushedTo: null,
    pushProblem: null,
  });
});

test("a push that fails ends with 1, after the commit", async () => {
  const { home, settings } = await homeWithSamples();
  using _ = home;
  const options = { ...repoOptions, repo: home.repository, push: true, json: true };
  const { terminal, out, err } = recordedTerminal();
  expect(await syncGitVerb(options, settings, home, terminal)).toBe(1);
  const problem = `--push: ${home.repository} has no remote; add one with git remote add origin <url>`;
  expect(err.at(-1)).toBe(`Not pushed. ${problem}`);
  const result = JSON.parse(out[0] ?? "");
  expect(result).toMatchObject({ pushedTo: null, pushProblem: problem });
  expect(result.commit).toEqual({
    hash: home.git("rev-parse", "--short", "HEAD"),
    added: result.report.sessions,
    updated: 0,
    removed: 0,
  });
});

test("an empty store makes no repository", async () => {
  using home = temporaryHome();
  const settings = readSettings({ CHATS_DATA_DIRECTORY: join(home.path, "data") });
  const { terminal, out } = recordedTerminal();
  expect(
    await syncGitVerb({ ...repoOptions, repo: home.repository }, settings, home, terminal),
  ).toBe(0);
  expect(out[1]).toBe("No chats are stored yet; import them first: npm run chats -- import");
  expect(() => home.git("status")).toThrow();
});

test("the command line takes message, folder and format", async () => {
  const { home } = await homeWithSamples();
  using _ = home;
  home.initialize();
  const args = ["sync", "git", "--repo", home.repository, "--folder", "docs/chats"];
  const more = ["--format", "json", "--message", "Weekly"];
  const { exitCode, err } = await startChats([...args, ...more], home.path, {
    ...home.environment,
    PATH: home.environment.PATH ?? "",
  }).ended;
  expect([exitCode, err]).toEqual([0, ""]);
  expect(home.git("log", "--format=%s %an")).toBe("Weekly Ada");
  expect(home.git("ls-files", "*.json")).toContain("docs/chats/manifest.json");
});

test("wrong usage ends with 2 and says why", async () => {
  using folder = temporaryFolder();
  const { exitCode, err } = await startChats(["sync", "git"], folder.path).ended;
  expect(exitCode).toBe(2);
  expect(err).toContain("required option '--repo <folder>' not specified");
});
