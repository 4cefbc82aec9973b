import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Interval } from "../schedule/interval.ts";
import { fakeSystem } from "../schedule/testing.ts";
import { readSettings } from "../settings.ts";
import { type ScheduleOptions, setupBackupSchedule, setupSchedule } from "./setup-schedule.ts";
import type { Terminal } from "./terminal.ts";
import { recordedTerminal, temporaryFolder } from "./testing.ts";

/** A person's machine with a folder for a home, and the command as that person runs it. */
function person(values: Parameters<typeof fakeSystem>[0] = {}) {
  const folder = temporaryFolder();
  const system = fakeSystem(values);
  const settings = readSettings({ CHATS_DATA_DIRECTORY: "/srv/chats" });
  const machine = { platform: "linux", environment: {}, home: folder.path } as const;
  const said = async (run: (terminal: Terminal) => Promise<number>): Promise<string[]> => {
    const { terminal, out } = recordedTerminal();
    expect(await run(terminal)).toBe(0);
    return out;
  };
  return {
    system,
    units: join(folder.path, ".config", "systemd", "user"),
    [Symbol.dispose]: folder[Symbol.dispose],
    setup: (options: ScheduleOptions & { every?: Interval } = {}) => {
      const all = { every: { count: 15, unit: "minute" } as const, ...options };
      return said((terminal) => setupSchedule(all, settings, machine, terminal, system.run));
    },
    setupBackup: (options: ScheduleOptions = {}) => {
      const request = { type: "full", keepDays: 7 } as const;
      const all = { at: { hour: 3, minute: 30, unit: "day" } as const, ...options };
      return said((terminal) =>
        setupBackupSchedule(request, all, settings, machine, terminal, system.run),
      );
    },
  };
}

const cronOnly = { systemd: false };

test("it says what it writes, word by word, and how to take it away", async () => {
  using ada = person(cronOnly);
  const out = await ada.setup();
  expect(out).toEqual([
    "The chats are imported every 15 minutes by a line in your crontab:",
    "  crontab",
    `    ${ada.system.crontab.trimEnd()}`,
    "The schedule is set up; --remove takes it away.",
  ]);
  expect(ada.system.crontab).toMatch(
    /^\*\/15 \* \* \* \* CHATS_DATA_DIRECTORY=\/srv\/chats \S+ \S+main\.ts import >\/dev\/null # copilot-chats import\n$/,
  );
});

test("systemd is preferred where it runs", async () => {
  using ada = person();
  const out = await ada.setup();
  expect(out[0]).toBe("The chats are imported every 15 minutes by a systemd user timer:");
  expect(out).toContain(`  ${ada.units}/copilot-chats-import.timer`);
  expect(out).toContain("    OnCalendar=*:0/15");
  expect(out.at(-1)).toMatch(/^It runs while you are logged in/);
  expect(ada.system.crontab).toBe("");
});

test.each([{}, cronOnly])("a second time nothing changes, on %j", async (values) => {
  using ada = person(values);
  await ada.setup();
  const { crontab } = ada.system;
  const out = await ada.setup();
  expect(out).toContain("Nothing had to be changed.");
  expect(out.filter((line) => line.endsWith(" (as it was)"))).not.toEqual([]);
  expect(ada.system.crontab).toBe(crontab);
});

test.each([{}, cronOnly])(
  "a dry run writes nothing and commands nothing, on %j",
  async (values) => {
    using ada = person(values);
    const out = await ada.setup({ dryRun: true });
    expect(out).toContain("Dry run: nothing was written.");
    expect(ada.system.commands).toEqual([]);
    expect(existsSync(ada.units)).toBe(false);

    await ada.setup();
    ada.system.commands.length = 0;
    await ada.setup({ remove: true, dryRun: true });
    expect(ada.system.commands).toEqual([]);
  },
);

test.each([{}, cronOnly])("it can be taken away, and only once, on %j", async (values) => {
  using ada = person({ ...values, crontab: "0 4 * * * backup\n" });
  await ada.setup();
  const out = await ada.setup({ remove: true });
  expect(out.filter((line) => line.endsWith(" (taken away)"))).not.toEqual([]);
  expect(out.at(-1)).toBe("The schedule is gone.");
  expect(ada.system.crontab).toBe("0 4 * * * backup\n");
  expect(await ada.setup({ remove: true })).toEqual(["There was no schedule."]);
});

test("a line of cron goes once systemd takes over, so that nothing is imported twice", async () => {
  using ada = person({ crontab: "*/5 * * * * node main.ts import # copilot-chats import\n" });
  const out = await ada.setup();
  expect(out).toContain("  crontab (taken away)");
  expect(ada.system.crontab).toBe("");
});

test("where there is neither it says what to do instead", async () => {
  using ada = person({ systemd: false, cron: false });
  await expect(ada.setup()).rejects.toThrow(
    "setup-schedule: neither does systemd run for this user nor is there cron; use `serve`",
  );
});

test.each([{}, cronOnly])("a backup comes and goes beside the import, on %j", async (values) => {
  using ada = person(values);
  await ada.setup();
  const [first = ""] = await ada.setupBackup();
  expect(first).toMatch(/^The chats are backed up every day at 03:30 by a /);
  expect(await ada.setupBackup()).toContain("Nothing had to be changed.");
  expect(await ada.setup()).toContain("Nothing had to be changed.");
  expect((await ada.setupBackup({ remove: true })).at(-1)).toBe("The schedule is gone.");
  expect(await ada.setupBackup({ remove: true })).toEqual(["There was no schedule."]);
  expect(await ada.setup()).toContain("Nothing had to be changed.");
});

test("a line of cron backs up to where backups are kept now", async () => {
  using ada = person(cronOnly);
  await ada.setupBackup();
  expect(ada.system.crontab).toMatch(
    /^30 3 \* \* \* CHATS_DATA_DIRECTORY=\/srv\/chats CHATS_BACKUP_DIR=\/srv\/chats\/backups \S+ \S+main\.ts backup full 7 >\/dev\/null # copilot-chats backup\n$/,
  );
});
