import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../commands/testing.ts";
import { systemdTimer } from "./systemd.ts";
import { awkwardJob, fakeSystem } from "./testing.ts";

/** A person with a home of their own, and the units in it. */
function person(environment: Record<string, string> = {}) {
  const folder = temporaryFolder();
  const system = fakeSystem();
  const units = join(folder.path, ".config", "systemd", "user");
  return {
    home: folder.path,
    system,
    units,
    scheduler: systemdTimer("import", { home: folder.path, environment }, system.run),
    unit: (name: string) => readFileSync(join(units, name), "utf8"),
    [Symbol.dispose]: folder[Symbol.dispose],
  };
}

test("a service and its timer are written and started", async () => {
  using ada = person();
  await ada.scheduler.apply(awkwardJob);
  expect(ada.unit("copilot-chats-import.service")).toBe(
    [
      "[Unit]",
      "Description=Import Copilot chats",
      "",
      "[Service]",
      "Type=oneshot",
      'Environment="CHATS_DATA_DIRECTORY=/srv/\\"chats\\"\\\\%%h"',
      'Environment="XDG_CONFIG_HOME=/home/ada/.config"',
      'ExecStart="/opt/node 24/bin/node" "/home/ada\'s/100%%/$$HOME/main.ts" "import"',
      "StandardOutput=null",
      "Nice=10",
      "",
    ].join("\n"),
  );
  expect(ada.unit("copilot-chats-import.timer")).toBe(
    [
      "[Unit]",
      "Description=Import Copilot chats every 15 minutes",
      "",
      "[Timer]",
      "OnCalendar=*:0/15",
      "Persistent=true",
      "",
      "[Install]",
      "WantedBy=timers.target",
      "",
    ].join("\n"),
  );
  expect(ada.system.commands).toEqual([
    "systemctl --user daemon-reload",
    "systemctl --user enable copilot-chats-import.timer",
    "systemctl --user restart copilot-chats-import.timer",
  ]);
});

test("a backup has units of its own", async () => {
  using ada = person();
  await ada.scheduler.apply(awkwardJob);
  const scheduler = systemdTimer("backup", { home: ada.home, environment: {} }, ada.system.run);
  await scheduler.apply({
    ...awkwardJob,
    task: "backup",
    when: { hour: 3, minute: 30, unit: "day" },
  });
  expect(ada.unit("copilot-chats-backup.service")).toContain("Description=Back up Copilot chats\n");
  const timer = ada.unit("copilot-chats-backup.timer");
  expect(timer).toContain("Description=Back up Copilot chats every day at 03:30\n");
  expect(timer).toContain("OnCalendar=*-*-* 03:30:00\n");
  await scheduler.apply(undefined);
  expect(readdirSync(ada.units).toSorted()).toEqual([
    "copilot-chats-import.service",
    "copilot-chats-import.timer",
  ]);
});

test.each([
  [{ count: 1, unit: "minute" }, "*:0/1"],
  [{ count: 6, unit: "hour" }, "*-*-* 0/6:00:00"],
  [{ count: 24, unit: "hour" }, "*-*-* 00:00:00"],
] as const)("%j runs at %s", async (when, times) => {
  using ada = person();
  const [, timer] = await ada.scheduler.entries({ ...awkwardJob, when });
  expect(timer?.after?.split("\n")).toContain(`OnCalendar=${times}`);
});

test("it is stopped before its files go", async () => {
  using ada = person();
  await ada.scheduler.apply(awkwardJob);
  ada.system.commands.length = 0;
  await ada.scheduler.apply(undefined);
  expect(readdirSync(ada.units)).toEqual([]);
  expect(ada.system.commands).toEqual([
    "systemctl --user disable --now copilot-chats-import.timer",
    "systemctl --user daemon-reload",
  ]);
});

test("what stands there is told apart from what will, and telling writes nothing", async () => {
  using ada = person();
  const states = async () =>
    (await ada.scheduler.entries(awkwardJob)).map(({ before, after }) => before === after);
  expect(await states()).toEqual([false, false]);
  expect(existsSync(ada.units)).toBe(false);
  await ada.scheduler.apply(awkwardJob);
  expect(await states()).toEqual([true, true]);
});

test("XDG_CONFIG_HOME moves the units", async () => {
  using other = temporaryFolder();
  using ada = person({ XDG_CONFIG_HOME: other.path });
  await ada.scheduler.apply(awkwardJob);
  expect(readdirSync(join(other.path, "systemd", "user"))).toHaveLength(2);
  expect(existsSync(ada.units)).toBe(false);
});

test("what systemd says is passed on", async () => {
  using ada = person();
  ada.system.refuses = "enable";
  await expect(ada.scheduler.apply(awkwardJob)).rejects.toThrow(
    new Error("systemctl --user enable copilot-chats-import.timer: not allowed"),
  );
});
