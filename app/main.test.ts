import { once } from "node:events";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { startChats, temporaryFolder, writeChat } from "./commands/testing.ts";

// Each test starts processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

test("--help shows the verbs and examples", async () => {
  using folder = temporaryFolder();
  const { exitCode, out, err } = await startChats(["--help"], folder.path).ended;
  expect([exitCode, err]).toEqual([0, ""]);
  for (const verb of ["serve", "import", "setup-schedule", "search", "migrate"]) {
    expect(out).toContain(`\n  ${verb} `);
    expect(out).toContain(`\n  npm run chats -- ${verb}`);
  }
});

test.each([
  [[], "Usage: chats"],
  [["frobnicate"], "error: unknown command 'frobnicate'"],
  [["search"], "error: missing required argument 'words'"],
  [["search", "a", "--limit", "0"], "Use a whole number from 1 to 100."],
  [["search", "a", "--limit", "many"], "Use a whole number from 1 to 100."],
  [["setup-schedule", "--every", "7m"], "Use 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 minutes as in"],
  [["migrate", "--wait", "-1"], "Use a whole number from 0 to 3600."],
  [["import", "--from", "/no/such"], "argument '/no/such' is invalid. No such file or folder."],
  [["import", "--from", "/dev/null"], "No such file or folder."],
  [["import", "--source", "vscode,cursor"], "Use some of vscode, copilot-cli, github, separated"],
  [
    ["import", "--samples", "--source", "vscode"],
    "'--samples' cannot be used with option '--source",
  ],
  [["import", "--samples", "--from", "/"], "'--samples' cannot be used with option '--from"],
])("wrong usage %j ends with 2 and says why", async (args, message) => {
  using folder = temporaryFolder();
  const { exitCode, out, err } = await startChats(args, folder.path).ended;
  expect([exitCode, out]).toEqual([2, ""]);
  expect(err).toContain(message);
});

test("wrong settings end with 2 and all of them named", async () => {
  using folder = temporaryFolder();
  const environment = { CHATS_API_PORT: "abc", CHATS_SEARCH_PORT: "0" };
  const { exitCode, err } = await startChats(["search", "a"], folder.path, environment).ended;
  expect(exitCode).toBe(2);
  expect(err).toBe(
    'CHATS_SEARCH_PORT: not a port, got "0"; use a number from 1 to 65535\n' +
      'CHATS_API_PORT: not a port, got "abc"; use a number from 1 to 65535\n',
  );
});

test("the chats of the person's home are imported, without colours into a pipe", async () => {
  using folder = temporaryFolder();
  const userFolder = join(folder.path, ".config", "Code", "User");
  writeChat(userFolder, "a1");
  const environment = { XDG_CONFIG_HOME: join(folder.path, ".config"), CI: "true" };
  const imported = await startChats(["import"], folder.path, environment).ended;
  expect([imported.exitCode, imported.err]).toEqual([0, ""]);
  expect(imported.out).toContain(`\n  ${userFolder}   1 session of VS Code\n`);

  const found = await startChats(["search", "retry"], folder.path, environment).ended;
  expect(found.out).toContain("you: How do I retry?\n");
  expect(found.out).not.toContain("\u001b");
});

test("Ctrl-C during an import keeps what is stored, and the next one goes on", async () => {
  using folder = temporaryFolder();
  const userFolder = join(folder.path, "User");
  const files = 400;
  for (let index = 0; index < files; index += 1) writeChat(userFolder, `a${index}`);

  using first = startChats(["import", "--from", userFolder], folder.path);
  await once(first.child.stdout, "data");
  first.child.kill("SIGINT");
  const { exitCode, out } = await first.ended;
  expect(exitCode).toBe(130);
  const [, stored] = /^Stopped\. (\d+) sessions?, \d+ messages? are stored; /m.exec(out) ?? [];
  expect(Number(stored)).toBeLessThan(files);

  using next = startChats(["import", "--from", userFolder], folder.path);
  const second = await next.ended;
  expect(second.exitCode).toBe(0);
  const left = (files - Number(stored)).toLocaleString("en-US");
  expect(second.out).toContain(`(${left} new`);
});

test("an option of a command that has others below it may stand behind those, too", async () => {
  using folder = temporaryFolder();
  const { exitCode, out } = await startChats(["backup", "list", "--json"], folder.path).ended;
  expect(exitCode).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ backups: [] });
});
