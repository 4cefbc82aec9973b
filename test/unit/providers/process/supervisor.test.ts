import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";

const supervisor = fileURLToPath(
  new URL("../../../../providers/process/supervisor.ts", import.meta.url),
);
// Processes start slowly on a machine that is busy.
vi.setConfig({ testTimeout: 30_000 });

// What a supervisor does with an order is tested through `lifecycle.test.ts`.
test("a supervisor that never gets an order ends with its starter", async () => {
  const child = fork(supervisor, ["tiny"], {
    execArgv: [],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child, "spawn");
  child.disconnect();
  await once(child, "exit");
  expect([child.exitCode, child.signalCode]).toEqual([0, null]);
});
