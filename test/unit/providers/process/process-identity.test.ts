import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { identify, isAlive } from "../../../../providers/process/process-identity.ts";

test("a process is alive until it ends", async () => {
  const child = spawn("sleep", ["600"]);
  onTestFinished(() => void child.kill("SIGKILL"));
  const identity = identify(child.pid ?? 0);
  if (identity === undefined) {
    expect.fail("a process that runs has an identity");
  }
  expect(isAlive(identity)).toBe(true);
  expect(identify(identity.pid)).toEqual(identity);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(isAlive(identity)).toBe(false);
  expect(identify(identity.pid)).toBeUndefined();
});

test("a process that got the pid of another is not that one", () => {
  const identity = identify(process.pid);
  expect(isAlive({ pid: process.pid, startedAt: identity?.startedAt ?? "" })).toBe(true);
  expect(isAlive({ pid: process.pid, startedAt: "another boot:1" })).toBe(false);
});

test("a process of which nothing is known is not alive", () => {
  const nothing = {} as { pid: number; startedAt: string };
  expect(isAlive(nothing)).toBe(false);
});
