import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { filesIn } from "../archive/testing.ts";
import { readSettings } from "../settings.ts";
import { exportVerb } from "./export.ts";
import { importVerb } from "./import.ts";
import { recordedTerminal, startChats, temporaryFolder, writeChat } from "./testing.ts";

// Some tests start processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

/** Settings of a store in `folder` that holds the sample chats. */
async function storedSamples(folder: string) {
  const settings = readSettings({ CHATS_DATA_DIRECTORY: join(folder, "data") });
  const machine = { platform: "linux", environment: {}, home: folder } as const;
  await importVerb({ samples: true }, settings, machine, recordedTerminal().terminal);
  return settings;
}

test("stored chats become files, and the second time nothing is written", async () => {
  using folder = temporaryFolder();
  const settings = await storedSamples(folder.path);
  const to = join(folder.path, "archive");

  const people = recordedTerminal();
  expect(await exportVerb({ format: "markdown", to }, settings, people.terminal)).toBe(0);
  expect(people.out[0]).toBe(`Writing chats as markdown to ${to} (readable by you alone).`);
  const sessions = readdirSync(to, { recursive: true }).filter((name) =>
    String(name).endsWith(".md"),
  );
  const [, count, isNew] =
    /^Exported (\d+) sessions, \d+ messages in .+ \(files: (\d+) new\)\.$/.exec(
      people.out[1] ?? "",
    ) ?? [];
  expect([Number(count), Number(isNew)]).toEqual([sessions.length, sessions.length]);
  expect(people.out).toHaveLength(2);

  const programs = recordedTerminal();
  const options = { format: "markdown", to, json: true } as const;
  expect(await exportVerb(options, settings, programs.terminal)).toBe(0);
  expect(programs.out).toHaveLength(1);
  expect(JSON.parse(programs.out[0] ?? "")).toMatchObject({
    folder: to,
    format: "markdown",
    report: {
      sessions: sessions.length,
      filesAdded: 0,
      filesUnchanged: sessions.length,
      problems: [],
    },
  });
});

test("a chat keeps every word in its JSON file", async () => {
  using folder = temporaryFolder();
  writeChat(join(folder.path, "User"), "a1", 'How do I retry? 🍞 "quoted"\nsecond line');
  const settings = readSettings({ CHATS_DATA_DIRECTORY: join(folder.path, "data") });
  const machine = { platform: "linux", environment: {}, home: folder.path } as const;
  const { terminal } = recordedTerminal();
  await importVerb({ from: [join(folder.path, "User")] }, settings, machine, terminal);
  const to = join(folder.path, "archive");
  await exportVerb({ format: "json", to }, settings, terminal);
  const path = join(to, "2025/2025-06-15-how-do-i-retry-quoted-second-line.vscode.a1.json");
  expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({
    id: "vscode:a1",
    messageCount: 2,
    messages: [
      { role: "user", text: 'How do I retry? 🍞 "quoted"\nsecond line' },
      { role: "assistant", text: "Wait a little longer each time." },
    ],
  });
});

test("an empty store says how to import", async () => {
  using folder = temporaryFolder();
  const settings = readSettings({ CHATS_DATA_DIRECTORY: join(folder.path, "data") });
  const { terminal, out } = recordedTerminal();
  const to = join(folder.path, "archive");
  expect(await exportVerb({ format: "json", to }, settings, terminal)).toBe(0);
  expect(out[1]).toBe("No chats are stored yet; import them first: npm run chats -- import");
});

test.each([
  [["export"], "required option '--to <folder>' not specified"],
  [["export", "--to", "x", "--format", "pdf"], "Allowed choices are json, markdown."],
])("wrong usage %j ends with 2 and says why", async (args, message) => {
  using folder = temporaryFolder();
  const { exitCode, err } = await startChats(args, folder.path).ended;
  expect(exitCode).toBe(2);
  expect(err).toContain(message);
});

/** The command line in a shell that first runs `limit`. */
function exportUnder(limit: string, home: string, to: string, user?: number) {
  const main = join(import.meta.dirname, "..", "main.ts");
  return spawnSync(
    "bash",
    ["-c", `${limit}; exec "$0" "$1" export --to "$2"`, process.execPath, main, to],
    {
      encoding: "utf8",
      env: { HOME: home, CHATS_DATA_DIRECTORY: join(home, "data") },
      ...(user === undefined ? {} : { uid: user, gid: user }),
    },
  );
}

test("a file that does not fit leaves nothing half-written, and the next run completes", async () => {
  using folder = temporaryFolder();
  await storedSamples(folder.path);
  writeChat(join(folder.path, "User"), "big", "a word and ".repeat(100_000));
  await startChats(["import", "--from", join(folder.path, "User")], folder.path).ended;
  const to = join(folder.path, "archive");
  const failed = exportUnder("ulimit -f 1024", folder.path, to);
  expect(failed.stderr).toMatch(
    /\.vscode\.big\.json: the file is larger than this system allows\n$/,
  );
  expect(failed.status).toBe(1);
  for (const [path, text] of Object.entries(filesIn(to))) {
    expect(path).toMatch(/^2\d{3}\/2[^/]+\.json$/);
    expect(() => JSON.parse(text)).not.toThrow();
  }

  const { exitCode } = await startChats(["export", "--to", to], folder.path).ended;
  expect(exitCode).toBe(0);
  expect(Object.keys(filesIn(to)).filter((path) => path.includes(".vscode.big."))).toHaveLength(1);
});

test("a folder that this user may not write is named", async () => {
  using folder = temporaryFolder();
  await storedSamples(folder.path);
  const to = join(folder.path, "archive");
  mkdirSync(to);
  chmodSync(to, 0o555);
  // No mode keeps a super-user out: 65534 is `nobody`.
  const nobody = process.getuid?.() === 0 ? 65_534 : undefined;
  if (nobody !== undefined) {
    for (const name of readdirSync(folder.path, { recursive: true })) {
      if (String(name).startsWith("data"))
        chownSync(join(folder.path, String(name)), nobody, nobody);
    }
    chmodSync(folder.path, 0o755);
  }
  const { status, stderr } = exportUnder(":", folder.path, to, nobody);
  expect(stderr).toBe(
    `${to}: this user may not write here; choose another folder, or change its rights\n`,
  );
  expect([status, readdirSync(to)]).toEqual([1, []]);
});
