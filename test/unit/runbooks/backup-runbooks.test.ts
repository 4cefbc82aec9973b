import { execFile } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, vi } from "vitest";
import { runBackup } from "../../../app/backup/backup.ts";
import { readSettings } from "../../../app/settings.ts";
import { openSqliteStore } from "../../../app/store/sqlite.ts";
import { importInto } from "../../../app/store/test-import.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

vi.setConfig({ testTimeout: 90_000 });

const root = join(import.meta.dirname, "..", "..", "..");
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
/** The runbooks speak of the archive of this time. */
const takenAt = Date.UTC(2026, 10, 21, 22, 15);

/** What somebody in an emergency would copy, as one script. */
function scriptOf(runbook: string): string {
  const page = readFileSync(join(root, "docs", "runbooks", `${runbook}.md`), "utf8");
  const blocks = [...page.matchAll(/^( *)```console\n(.*?)^ *```/gms)];
  return blocks
    .map(([, indent = "", block = ""]) => block.replaceAll(`\n${indent}`, "\n").trim())
    .join("\n");
}

/**
 * A machine with three chats of which a backup holds two, and its copy on another disk. `npm` there
 * runs the command line, and notes what else of this repository it is asked for.
 */
async function machine(environment: Record<string, string> = {}) {
  const folder = temporaryFolder();
  const paths = {
    "/root/": join(folder, "root/"),
    "/mnt/copies": join(folder, "copies"),
    "/mnt/other-disk": join(folder, "other-disk"),
    "/tmp/chats-": join(folder, "tmp-"),
  };
  const own = {
    CHATS_DATA_DIRECTORY: join(folder, "data"),
    CHATS_LOG_LEVEL: "silent",
    ...environment,
  };
  const settings = readSettings(own);
  const opened = await openSqliteStore({ directory: settings.dataDirectory });
  await importInto(opened, 2);
  await runBackup({ type: "full" }, settings, { environment: own, now: () => takenAt });
  await importInto(opened, 3);
  await opened.store.close();
  mkdirSync(join(folder, "root"));
  cpSync(settings.backup.directory, join(folder, "copies"), { recursive: true });
  const programs = join(folder, "programs");
  mkdirSync(programs);
  const notes = join(folder, "notes");
  writeFileSync(
    join(programs, "npm"),
    `#!/bin/sh
case "$*" in
  "run chats -- "*) shift 3; exec '${process.execPath}' '${root}/app/main.ts' "$@" ;;
  *) echo "$*" >> '${notes}' ;;
esac
`,
  );
  chmodSync(join(programs, "npm"), 0o755);
  return {
    data: own.CHATS_DATA_DIRECTORY,
    /** Runs the script up to the first command that fails. */
    async run(script: string) {
      const here = Object.entries(paths).reduce(
        (text, [from, to]) => text.replaceAll(from, to),
        script,
      );
      return promisify(execFile)("sh", ["-ec", here], {
        env: { ...own, PATH: `${programs}:${process.env.PATH}`, HOME: folder },
      });
    },
    /** Other scripts of npm that were called. */
    called: () => readFileSync(notes, "utf8").trim().split("\n"),
  };
}

async function sessionsIn(directory: string): Promise<number> {
  const { store } = await openSqliteStore({ directory });
  const { sessions } = await store.counts();
  await store.close();
  return sessions;
}

describe("the runbook", () => {
  it("of a complete recovery brings the state of the backup back", async () => {
    const { run, called, data } = await machine();
    const { stdout } = await run(scriptOf("complete-recovery"));
    expect(stdout).toContain("Restored application, vectors, config");
    expect(stdout).toContain("The database is sound.");
    expect(called()).toEqual(["stop", "start"]);
    expect(await sessionsIn(data)).toBe(2);
  });

  it("of one component brings back what it names", async () => {
    const { run, called, data } = await machine();
    const { stdout } = await run(scriptOf("restore-one-component"));
    expect(stdout).toContain("Restored 1 session from the archive.");
    expect(called()).toEqual(["stop", "start"]);
    expect(await sessionsIn(data)).toBe(2);
  });

  it("of a lost key leads from one key to the next", async () => {
    const key = Buffer.alloc(32, 7).toString("base64");
    const { run } = await machine({ CHATS_BACKUP_KEY: key });
    const script = scriptOf("lost-key").replace(
      /export CHATS_BACKUP_KEY_FILE=\/root\/backup\.key\n.*\n/,
      "",
    );
    const changed = script.replace("export CHATS_BACKUP_KEY_FILE", "unset CHATS_BACKUP_KEY\n$&");
    await run(changed);
  });

  it("of a damaged archive finds what is whole", async () => {
    const { run } = await machine();
    const { stdout } = await run(scriptOf("corrupted-archive"));
    expect(stdout).toContain("whole: ");
    expect(stdout).toContain("Restored application, vectors, config");
    expect(stdout).toContain("The database is sound.");
  });

  it("of a new machine restores what was brought to it", async () => {
    const { run, called, data } = await machine();
    const script = scriptOf("new-machine");
    const [before = "", after = ""] = script.split(/\n(?=npm run chats -- backup verify \/mnt)/);
    await run(before);
    await run(`mv '${data}' '${data}.old'\n${after}`);
    expect(called()).toEqual(["start"]);
    expect(await sessionsIn(data)).toBe(2);
  });

  it.each([
    "complete-recovery",
    "restore-one-component",
    "lost-key",
    "corrupted-archive",
    "new-machine",
  ])("%s names scripts of npm that are there", (runbook) => {
    const page = readFileSync(join(root, "docs", "runbooks", `${runbook}.md`), "utf8");
    const names = [...page.matchAll(/npm (?:run )?([a-z][\w-]+)/g)].map(([, name = ""]) => name);
    expect(names.length).toBeGreaterThan(1);
    expect(names.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});
