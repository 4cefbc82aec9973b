import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import {
  hasVariable,
  listProcesses,
  parsePs,
  parseStat,
  readProcess,
} from "../../../../providers/process/process-table.ts";

const fields = "S 1 4711 4711 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 11 0 987654 1234 5678";

test("a process is read from its stat line", () => {
  expect(parseStat(`4712 (node) ${fields}`, "boot")).toEqual({
    pid: 4712,
    groupId: 4711,
    startedAt: "boot:987654",
  });
});

test("a command whose name looks like more fields is read all the same", () => {
  expect(parseStat(`4712 (a) Z 9 (b) ${fields}`, "boot")).toEqual({
    pid: 4712,
    groupId: 4711,
    startedAt: "boot:987654",
  });
});

test("a zombie is no process any more, unless some of its threads still end", () => {
  const zombie = fields.replace("S", "Z");
  expect(parseStat(`4712 (node) ${zombie}`, "boot")?.pid).toBe(4712);
  expect(parseStat(`4712 (node) ${zombie.replace(" 11 ", " 1 ")}`, "boot")).toBeUndefined();
  expect(parsePs("  12    12 Z+   Fri Nov 21 09:00:00 2025\n")).toEqual([]);
});

test("processes are read from the lines of ps", () => {
  const output = `    1     1 Ss   Fri Nov 21 08:46:02 2025
 4712  4711 S+   Sat Nov  1 09:00:00 2025    
`;
  expect(parsePs(output)).toEqual([
    { pid: 1, groupId: 1, startedAt: "Fri Nov 21 08:46:02 2025" },
    { pid: 4712, groupId: 4711, startedAt: "Sat Nov  1 09:00:00 2025" },
  ]);
});

test("the ps of this machine prints what is parsed", () => {
  const args = ["-p", String(process.pid), "-o", "pid=,pgid=,stat=,lstart="];
  const output = spawnSync("ps", args, { encoding: "utf8" }).stdout;
  const [entry, ...others] = parsePs(output);
  expect(others).toEqual([]);
  expect(entry?.pid).toBe(process.pid);
  expect(entry?.groupId).toBe(readProcess(process.pid)?.groupId);
});

test("the processes of this machine include this one", () => {
  const own = readProcess(process.pid);
  expect(own?.pid).toBe(process.pid);
  expect(listProcesses()).toContainEqual(own);
});

test("a process that ended is not there, even before its parent has asked how", async () => {
  const child = spawn("sleep", ["600"]);
  const { pid = 0 } = child;
  expect(readProcess(pid)?.pid).toBe(pid);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(readProcess(pid)).toBeUndefined();
});

test("a variable is found in the environment that a process was started with", () => {
  const child = spawn("sleep", ["600"], { env: { PATH: process.env.PATH, MARK: "one-1" } });
  onTestFinished(() => void child.kill("SIGKILL"));
  const { pid = 0 } = child;
  expect(hasVariable(pid, "MARK", "one-1")).toBe(true);
  expect(hasVariable(pid, "MARK", "one")).toBe(false);
  expect(hasVariable(pid, "ARK", "one-1")).toBe(false);
});
