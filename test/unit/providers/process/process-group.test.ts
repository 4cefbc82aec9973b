import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test, vi } from "vitest";
import {
  endRun,
  groupMembers,
  membersOf,
  type Run,
  runVariable,
} from "../../../../providers/process/process-group.ts";
import { identify, isAlive } from "../../../../providers/process/process-identity.ts";

const stranger = { pid: 0, startedAt: "another boot:1" };

test("a run ends with SIGTERM to its supervisor alone, which passes it on", async () => {
  const script = `
    sh -c 'trap "echo service" TERM; sleep 600 & wait; wait' & service=$!
    trap 'echo supervisor; sleep 0.2; kill -9 $service; exit' TERM
    sleep 0.2; echo ready; wait`;
  const { child, run } = await startGroup(script);
  const text = output(child);
  await endRun(run, 1);
  expect(await text).toBe("supervisor\n");
  expect(groupMembers(run.supervisor.pid)).toEqual([]);
});

test("a run that ignores SIGTERM is killed after the grace, with all of its group", async () => {
  const { run } = await startGroup("trap '' TERM; sleep 600 & sleep 600 & echo ready; wait");
  await vi.waitUntil(() => membersOf(run).length === 3, { timeout: 10_000 });
  const startedAt = performance.now();
  await endRun(run, 0.3);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(300);
  expect(groupMembers(run.supervisor.pid)).toEqual([]);
});

test("what a killed supervisor left is ours by the variable in its environment", async () => {
  const { child, run } = await startGroup("sleep 600 & echo ready; wait");
  await kill(child);
  expect(membersOf(run)).toHaveLength(1);
  await endRun(run, 5);
  expect(groupMembers(run.supervisor.pid)).toEqual([]);
});

test("what a killed supervisor left is ours by the service that we recorded", async () => {
  const { child, run } = await startGroup("sleep 600 & echo ready; wait", {
    PATH: process.env.PATH,
  });
  const left = groupMembers(run.supervisor.pid).find(({ pid }) => pid !== run.supervisor.pid);
  const service = identify(left?.pid ?? 0);
  await kill(child);
  expect(membersOf(run)).toEqual([]);
  expect(membersOf({ ...run, service })).toHaveLength(1);
  await endRun({ ...run, service }, 5);
  expect(groupMembers(run.supervisor.pid)).toEqual([]);
});

test("a group whose number was ours once is left alone", async () => {
  const { run } = await startGroup("echo ready; exec sleep 600");
  const { supervisor } = run;
  const old: Run = { id: "tiny-old", supervisor: { ...supervisor, startedAt: "another boot:1" } };
  expect(membersOf(old)).toEqual([]);
  await endRun({ ...old, service: { ...stranger, pid: supervisor.pid } }, 0);
  expect(isAlive(supervisor)).toBe(true);
});

test("a run that is over already needs no end", async () => {
  const { child, run } = await startGroup("echo ready; exec sleep 600");
  await kill(child);
  await expect(endRun(run, 5)).resolves.toBeUndefined();
});

test.each([0, 1, -1, Number.NaN])(
  "%s is no group of ours, whatever kill would make of it",
  (pid) => {
    expect(groupMembers(pid)).toEqual([]);
    expect(membersOf({ id: "tiny-1", supervisor: { pid, startedAt: "" } })).toEqual([]);
  },
);

/** A shell that leads a group of its own, after it has said `ready`. */
async function startGroup(
  script: string,
  env: NodeJS.ProcessEnv = { PATH: process.env.PATH, [runVariable]: "tiny-1" },
) {
  const child = spawn("sh", ["-c", script], {
    env,
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const supervisor = identify(child.pid ?? 0);
  if (supervisor === undefined) {
    expect.fail("sh starts");
  }
  onTestFinished(() => {
    for (const { pid } of groupMembers(supervisor.pid)) {
      process.kill(pid, "SIGKILL");
    }
  });
  await once(child.stdout, "data");
  return { child, run: { id: "tiny-1", supervisor } satisfies Run };
}

async function output({ stdout }: ChildProcess): Promise<string> {
  const chunks = (await stdout?.toArray()) ?? [];
  return Buffer.concat(chunks).toString();
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}
