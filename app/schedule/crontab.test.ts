import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { crontabLine } from "./crontab.ts";
import { awkwardJob, fakeSystem } from "./testing.ts";

const theirs = "MAILTO=ada@example.org\n0 4 * * * backup # nightly\n\n";

test("a line is added once, replaced, and removed, and the others stay as they are", async () => {
  const system = fakeSystem({ crontab: theirs });
  const { apply } = crontabLine("import", system.run);
  await apply(awkwardJob);
  await apply(awkwardJob);
  const [line = ""] = system.crontab.slice(theirs.length).split("\n");
  expect(system.crontab).toBe(`${theirs}${line}\n`);
  expect(line).toMatch(
    /^\*\/15 \* \* \* \* CHATS_DATA_DIRECTORY=.* import >\/dev\/null # copilot-chats import$/,
  );

  await apply({ ...awkwardJob, when: { count: 6, unit: "hour" } });
  expect(system.crontab).toBe(`${theirs}${line.replace("*/15 * * * *", "0 */6 * * *")}\n`);
  await apply(undefined);
  expect(system.crontab).toBe(theirs);
});

test.each([
  [{ count: 1, unit: "minute" }, "* * * * *"],
  [{ count: 30, unit: "minute" }, "*/30 * * * *"],
  [{ count: 1, unit: "hour" }, "0 * * * *"],
  [{ count: 24, unit: "hour" }, "0 0 * * *"],
] as const)("%j runs at %s", async (when, times) => {
  const [entry] = await crontabLine("import", fakeSystem().run).entries({ ...awkwardJob, when });
  expect(entry?.after?.startsWith(`${times} CHATS_DATA_DIRECTORY=`)).toBe(true);
});

test("each task has a line of its own", async () => {
  const system = fakeSystem({ crontab: theirs });
  const backup = {
    ...awkwardJob,
    task: "backup",
    when: { hour: 3, minute: 5, unit: "day" },
  } as const;
  await crontabLine("import", system.run).apply(awkwardJob);
  await crontabLine("backup", system.run).apply(backup);
  expect(system.crontab.split("\n").at(-2)).toMatch(/^5 3 \* \* \* .* # copilot-chats backup$/);
  await crontabLine("import", system.run).apply(undefined);
  expect(system.crontab).not.toContain("# copilot-chats import");
  expect(system.crontab).toContain("# copilot-chats backup");
  await crontabLine("backup", system.run).apply(undefined);
  expect(system.crontab).toBe(theirs);
});

test("the shell gets every word as it is", async () => {
  const [entry] = await crontabLine("import", fakeSystem().run).entries(awkwardJob);
  // What cron does: the five times go, and a backslash before a percent sign.
  const command = (entry?.after ?? "").split(" ").slice(5).join(" ").replaceAll("\\%", "%");
  expect(command).not.toBe("");
  const shown = command
    .replace("'/opt/node 24/bin/node'", 'printf "%s\\n" "$CHATS_DATA_DIRECTORY"')
    .replace(">/dev/null", "");
  expect(shown).not.toBe(command);
  const script = `export ${shown.replace(" printf", "; printf")}`;
  expect(execFileSync("/bin/sh", ["-c", script], { encoding: "utf8" }).split("\n")).toEqual([
    awkwardJob.environment.CHATS_DATA_DIRECTORY,
    ...awkwardJob.command.slice(1),
    "",
  ]);
});

test("every percent sign has a backslash, because cron would end the line there", async () => {
  const [entry] = await crontabLine("import", fakeSystem().run).entries(awkwardJob);
  expect(entry?.after).toContain("100\\%/");
  expect(entry?.after).not.toMatch(/[^\\]%/);
});

test("what the system says is passed on", async () => {
  const system = fakeSystem();
  system.refuses = "crontab -";
  await expect(crontabLine("import", system.run).apply(awkwardJob)).rejects.toThrow(
    new Error("crontab: could not be written: not allowed"),
  );
});

test("without cron it is not available", async () => {
  expect(await crontabLine("import", fakeSystem({ cron: false }).run).isAvailable()).toBe(false);
  expect(await crontabLine("import", fakeSystem().run).isAvailable()).toBe(true);
});
