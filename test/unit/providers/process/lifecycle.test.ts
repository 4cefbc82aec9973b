import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { startService, stopService } from "../../../../providers/process/lifecycle.ts";
import { groupMembers, type Run } from "../../../../providers/process/process-group.ts";
import { identify, isAlive } from "../../../../providers/process/process-identity.ts";
import { hasVariable, listProcesses } from "../../../../providers/process/process-table.ts";
import { readRunFile, writeRunFile } from "../../../../providers/process/run-file.ts";
import type { ServiceInputs } from "../../../../providers/process/service.ts";
import { freePort, tinyInputs } from "../../../engine/process-provider/tiny-inputs.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const never = new AbortController().signal;
const lifecycle = import.meta.resolve("../../../../providers/process/lifecycle.ts");
const soon = { timeout: 10_000 };
// Processes start slowly on a machine that is busy.
vi.setConfig({ testTimeout: 30_000 });

test("a started service answers, is recorded and logged, and stops without a trace", async () => {
  const inputs = await tiny();
  const run = await start(inputs);
  expect((await fetch(inputs.healthUrl)).status).toBe(200);
  expect(readRunFile(inputs.runFile)).toMatchObject({ ...run, serviceName: "tiny" });
  expect(isAlive(run.supervisor)).toBe(true);
  expect(groupMembers(run.supervisor.pid).map(({ pid }) => pid)).toEqual(
    [run.supervisor.pid, run.service?.pid].toSorted(),
  );

  await stopService(run, inputs);
  expect(groupMembers(run.supervisor.pid)).toEqual([]);
  await expect(fetch(inputs.healthUrl)).rejects.toThrow();
  expect(existsSync(inputs.runFile)).toBe(false);
  expect(logLines(inputs)).toEqual([
    `[supervisor] <time> tiny starts as run ${run.id}`,
    "tiny starts",
    "[supervisor] <time> tiny was ended by SIGTERM",
  ]);
});

test("the service gets its environment, PATH, HOME and the run's mark, and nothing else", async () => {
  vi.stubEnv("PULUMI_CONFIG_PASSPHRASE", "phrase");
  onTestFinished(() => void vi.unstubAllEnvs());
  const inputs = await tiny({ TOKEN: "t0ken" });
  const run = await start(inputs);
  const [origin] = inputs.healthUrl.split("/health");
  const environment = await (await fetch(`${origin}/environment`)).json();
  expect(environment).toEqual({
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    ...inputs.environment,
    PROCESS_SERVICE_RUN: run.id,
  });
  const { pid } = run.supervisor;
  expect(hasVariable(pid, "PROCESS_SERVICE_RUN", run.id)).toBe(true);
  expect(hasVariable(pid, "PULUMI_CONFIG_PASSPHRASE", "phrase")).toBe(false);
});

test("no secret of the environment is in an argument, in the supervisor or in a file", async () => {
  const inputs = await tiny({ TOKEN: "t0ken-7461" });
  const run = await start(inputs);
  const { supervisor, service } = run;
  expect(hasVariable(service?.pid ?? 0, "TOKEN", "t0ken-7461")).toBe(true);
  expect(hasVariable(supervisor.pid, "TOKEN", "t0ken-7461")).toBe(false);
  const args = spawnSync("ps", ["-A", "-ww", "-o", "args="], { encoding: "utf8" }).stdout;
  expect(args).toContain("supervisor.ts tiny");
  expect(args).not.toContain("t0ken-7461");
  for (const file of [inputs.runFile, inputs.logFile]) {
    expect(readFileSync(file, "utf8")).not.toContain("t0ken-7461");
    expect(statSync(file).mode & 0o777).toBe(0o600);
  }
});

// The `ps` of macOS tells no session by its number.
test.runIf(process.platform === "linux")(
  "the service and its supervisor are out of reach of this terminal's signals",
  async () => {
    const { supervisor, service } = await start(await tiny());
    const session = (pid: number) =>
      readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[3];
    expect(session(supervisor.pid)).toBe(String(supervisor.pid));
    expect(session(service?.pid ?? 0)).toBe(String(supervisor.pid));
  },
);

test("a service that dies at its start is told with how it ended and its last lines", async () => {
  const inputs = await tiny({ TINY_EXIT_CODE: "3", TINY_WORDS: "without a database" });
  await expect(start(inputs)).rejects.toThrow(
    new Error(
      `tiny exited with code 3 before it was healthy; the last lines of ${inputs.logFile}:\n` +
        "  tiny starts: without a database\n  tiny gives up",
    ),
  );
  expectNothingLeft(inputs);
});

test("the last lines are those of this start alone", async () => {
  const inputs = await tiny({ TINY_EXIT_CODE: "3", TINY_WORDS: "first" });
  await expect(start(inputs)).rejects.toThrow("tiny starts: first");
  const again = { ...inputs, environment: { ...inputs.environment, TINY_WORDS: "second" } };
  await expect(start(again)).rejects.toThrow(/:\n {2}tiny starts: second\n/);
});

test("a service that is not healthy in time is stopped and told with its last answer", async () => {
  const server = createServer((_request, response) => response.writeHead(503).end()).listen(0);
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  const inputs = {
    ...(await tiny()),
    command: ["sh", "-c", "echo no database; exec sleep 600"],
    healthUrl: `http://127.0.0.1:${port}/health`,
    healthTimeoutSeconds: 1,
  };
  await expect(start(inputs)).rejects.toThrow(
    new Error(
      "tiny was not healthy within 1 s and was stopped; the last answer of " +
        `${inputs.healthUrl} was: 503 Service Unavailable; the last lines of ${inputs.logFile}:\n` +
        "  no database",
    ),
  );
  expectNothingLeft(inputs);
});

test("a program that does not exist is told by its name", async () => {
  const inputs = { ...(await tiny()), command: ["no-such-program", "serve"] };
  await expect(start(inputs)).rejects.toThrow(
    new Error(
      "tiny could not be started: no-such-program: no such program on PATH; " +
        `it wrote nothing to ${inputs.logFile}`,
    ),
  );
  expectNothingLeft(inputs);
});

test("a log that cannot be opened safely fails the start", async () => {
  const inputs = await tiny();
  mkdirSync(inputs.logFile, { recursive: true });
  await expect(start(inputs)).rejects.toThrow(/^tiny .*EISDIR/);
  expectNothingLeft(inputs);
});

test("a folder that is not there is told before anything starts", async () => {
  const inputs = { ...(await tiny()), workingDirectory: "/no/such/folder" };
  await expect(start(inputs)).rejects.toThrow(
    "workingDirectory: there is no folder /no/such/folder",
  );
  expectNothingLeft(inputs);
});

test("a port in use is told before anything starts", async () => {
  const inputs = await tiny();
  await start(inputs);
  const rival = { ...inputs, runFile: join(inputs.workingDirectory, "rival.json") };
  const gone = { pid: 4_000_000, startedAt: "boot:1" };
  writeRunFile(rival.runFile, { id: "tiny-old", serviceName: "tiny", supervisor: gone });
  await expect(start(rival)).rejects.toThrow(/^port \d+ is in use by .*tinyPort/);
  expect(existsSync(rival.runFile)).toBe(false);
});

test("a cancelled start leaves nothing", async () => {
  const inputs = await tiny({ TINY_HEALTHY_AFTER_MS: "never" });
  const cancel = new AbortController();
  const starting = startService(inputs, cancel.signal);
  starting.catch(() => undefined);
  await vi.waitUntil(() => readRunFile(inputs.runFile)?.service !== undefined, soon);
  cancel.abort(new Error("was cancelled before it was healthy"));
  await expect(starting).rejects.toThrow(/^tiny was cancelled before it was healthy/);
  expectNothingLeft(inputs);
});

test("a start whose supervisor is killed says so and leaves nothing", async () => {
  const inputs = await tiny({ TINY_HEALTHY_AFTER_MS: "never", TINY_GRANDCHILD: "1" });
  const starting = startService(inputs, never);
  starting.catch(() => undefined);
  await vi.waitUntil(() => readRunFile(inputs.runFile)?.service !== undefined, soon);
  process.kill(readRunFile(inputs.runFile)?.supervisor.pid ?? 0, "SIGKILL");
  await expect(starting).rejects.toThrow(/^tiny lost its supervisor, which ended with SIGKILL; /);
  expectNothingLeft(inputs);
});

test("a service that ignores SIGTERM is killed after the grace", async () => {
  const inputs = { ...(await tiny({ TINY_IGNORE_SIGTERM: "1" })), stopGraceSeconds: 0.4 };
  const run = await start(inputs);
  const startedAt = performance.now();
  await stopService(run, inputs);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(400);
  expectNothingLeft(inputs);
});

test("what the service leaves running is ended with it", async () => {
  const inputs = await tiny({ TINY_GRANDCHILD: "1" });
  const run = await start(inputs);
  expect(groupMembers(run.supervisor.pid)).toHaveLength(3);
  await stopService(run, inputs);
  expectNothingLeft(inputs);
  expect(groupMembers(run.supervisor.pid)).toEqual([]);
});

test("when the service is killed, the supervisor ends the rest, says so in the log and goes", async () => {
  const inputs = await tiny({ TINY_GRANDCHILD: "1" });
  const { supervisor, service } = await start(inputs);
  process.kill(service?.pid ?? 0, "SIGKILL");
  await vi.waitUntil(() => groupMembers(supervisor.pid).length === 0, soon);
  expect(logLines(inputs).at(-1)).toBe("[supervisor] <time> tiny was ended by SIGKILL");
});

test("what a killed supervisor left is ended by the next start, which gets its port", async () => {
  const inputs = await tiny({ TINY_GRANDCHILD: "1" });
  const old = await start(inputs);
  process.kill(old.supervisor.pid, "SIGKILL");
  await vi.waitUntil(() => !isAlive(old.supervisor), soon);
  expect(groupMembers(old.supervisor.pid)).toHaveLength(2);

  const run = await start(inputs);
  expect(groupMembers(old.supervisor.pid)).toEqual([]);
  expect(isAlive(run.supervisor)).toBe(true);
});

test("what a killed supervisor left is ended by a stop", async () => {
  const inputs = await tiny({ TINY_GRANDCHILD: "1" });
  const run = await start(inputs);
  process.kill(run.supervisor.pid, "SIGKILL");
  await vi.waitUntil(() => !isAlive(run.supervisor), soon);
  await stopService(run, inputs);
  expectNothingLeft(inputs);
  expect(groupMembers(run.supervisor.pid)).toEqual([]);
});

test("a run that no state knows of is ended by the next start", async () => {
  const inputs = await tiny();
  const forgotten = await start(inputs);
  const run = await start(inputs);
  expect(isAlive(forgotten.supervisor)).toBe(false);
  expect(isAlive(run.supervisor)).toBe(true);
  expect(readRunFile(inputs.runFile)?.id).toBe(run.id);
});

test("a stop ends the run of the run file as well, if that is another", async () => {
  const inputs = await tiny();
  const run = await start(inputs);
  await stopService(
    { id: "tiny-old", supervisor: { pid: 4_000_000, startedAt: "boot:1" } },
    inputs,
  );
  expect(isAlive(run.supervisor)).toBe(false);
  expectNothingLeft(inputs);
});

test("the run file of another service that runs is refused, and of one that is gone taken over", async () => {
  const inputs = await tiny();
  const run = await start(inputs);
  const other = { ...inputs, serviceName: "other" };
  await expect(start(other)).rejects.toThrow(
    `runFile: ${inputs.runFile} belongs to tiny, which runs; give each service its own`,
  );
  await stopService({ id: "other-1", supervisor: { pid: 4_000_000, startedAt: "" } }, other);
  expect(isAlive(run.supervisor)).toBe(true);
  expect(existsSync(inputs.runFile)).toBe(true);

  process.kill(run.supervisor.pid, "SIGTERM");
  await vi.waitUntil(() => !isAlive(run.supervisor), soon);
  expect((await start(other)).id).toMatch(/^other-[0-9a-f]{16}$/);
});

test("neither a start nor a stop touches a stranger who got a recorded pid", async () => {
  const stranger = spawn("sleep", ["600"], { detached: true, stdio: "ignore" });
  onTestFinished(() => void stranger.kill("SIGKILL"));
  const identity = identify(stranger.pid ?? 0);
  if (identity === undefined) {
    expect.fail("sleep starts");
  }
  const inputs = await tiny();
  const old = { id: "tiny-old", supervisor: { pid: identity.pid, startedAt: "another boot:1" } };
  mkdirSync(join(inputs.workingDirectory, "run"));
  writeRunFile(inputs.runFile, { ...old, serviceName: "tiny" });
  await start(inputs);
  await stopService(old, inputs);
  expect(isAlive(identity)).toBe(true);
});

test("a service outlives its starter", async () => {
  const inputs = await tiny();
  const starter = startElsewhere(inputs);
  await once(starter, "exit");
  expect(starter.exitCode).toBe(0);
  expect((await fetch(inputs.healthUrl)).status).toBe(200);
});

test("a supervisor whose starter dies before the service is healthy undoes the start", async () => {
  const inputs = await tiny({ TINY_HEALTHY_AFTER_MS: "never" });
  const starter = startElsewhere(inputs);
  await vi.waitUntil(() => readRunFile(inputs.runFile)?.service !== undefined, soon);
  const supervisor = readRunFile(inputs.runFile)?.supervisor ?? { pid: 0, startedAt: "" };
  expect(isAlive(supervisor)).toBe(true);
  starter.kill("SIGKILL");
  await once(starter, "exit");
  await vi.waitUntil(() => groupMembers(supervisor.pid).length === 0, soon);
  await expect(fetch(inputs.healthUrl)).rejects.toThrow();
});

test("a log is rotated while the service runs", async () => {
  const words = "x".repeat(900);
  const inputs = { ...(await tiny({ TINY_WORDS: words })), logMaxBytes: 1024, logKeepFiles: 1 };
  for (let starts = 0; starts < 3; starts += 1) {
    await stopService(await start(inputs), inputs);
  }
  const folder = join(inputs.workingDirectory, "logs");
  expect(readdirSync(folder).sort()).toEqual(["tiny.log", "tiny.log.1"]);
  for (const name of readdirSync(folder)) {
    const { size, mode } = statSync(join(folder, name));
    expect(size).toBeLessThanOrEqual(1024);
    expect(mode & 0o777).toBe(0o600);
  }
});

async function tiny(environment: Record<string, string> = {}): Promise<ServiceInputs> {
  return tinyInputs(temporaryFolder(), await freePort(), environment);
}

/** Starts it, and ends what is left of it after the test. */
async function start(inputs: ServiceInputs): Promise<Run> {
  const run = await startService(inputs, never);
  onTestFinished(() => stopService(run, inputs));
  return run;
}

/** Starts it from a process of its own, which ends as soon as the start is done. */
function startElsewhere(inputs: ServiceInputs) {
  const script = `
    import { startService } from ${JSON.stringify(lifecycle)};
    await startService(${JSON.stringify(inputs)}, new AbortController().signal);`;
  onTestFinished(async () => {
    const run = readRunFile(inputs.runFile);
    if (run !== undefined) {
      await stopService(run, inputs);
    }
  });
  return spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "inherit", "inherit"],
  });
}

function expectNothingLeft({ runFile, environment }: ServiceInputs): void {
  expect(existsSync(runFile)).toBe(false);
  const port = environment.TINY_PORT ?? "";
  const left = listProcesses().filter(({ pid }) => hasVariable(pid, "TINY_PORT", port));
  expect(left).toEqual([]);
}

function logLines({ logFile }: ServiceInputs): string[] {
  const text = readFileSync(logFile, "utf8").replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>");
  return text.trimEnd().split("\n");
}
