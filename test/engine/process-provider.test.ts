import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { secret } from "@pulumi/pulumi";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { groupMembers } from "../../providers/process/process-group.ts";
import { identify, isAlive } from "../../providers/process/process-identity.ts";
import type { RunRecord } from "../../providers/process/run-file.ts";
import { openScene, type Scene, tinyService } from "./process-provider/scene.ts";
import { freePort } from "./process-provider/tiny-inputs.ts";

const token = "t0ken-7461-plain";

describe("the process provider under the real engine", () => {
  test("a service comes up, stays, is repaired, is replaced and goes", async () => {
    const scene = await openScene();
    const { stack } = scene;
    scene.use(() => ({ url: tinyService(scene).urls.http }));

    expect((await stack.preview()).changeSummary).toEqual({ create: 3 });
    expect(scene.run()).toBeUndefined();

    const first = await stack.up();
    expect(first.summary.resourceChanges).toEqual({ create: 3 });
    expect(first.outputs.url).toEqual({ value: `http://127.0.0.1:${scene.port}`, secret: false });
    expect(await healthOf(scene)).toBe(200);
    const started = runOf(scene);

    const second = await stack.up();
    expect(second.summary.resourceChanges).toEqual({ same: 3 });
    expect(runOf(scene)).toEqual(started);

    process.kill(started.service?.pid ?? 0, "SIGKILL");
    await vi.waitUntil(() => !isAlive(started.supervisor), { timeout: 10_000 });
    const repaired = await stack.up({ refresh: true });
    expect(repaired.summary.resourceChanges).toEqual({ create: 1, same: 2 });
    expect(await healthOf(scene)).toBe(200);
    const again = runOf(scene);
    expect(again.supervisor).not.toEqual(started.supervisor);

    scene.use(() => tinyService(scene, { environment: { TINY_WORDS: "changed" } }).urls);
    const replaced = await stack.up();
    expect(replaced.summary.resourceChanges).toEqual({ replace: 1, same: 2 });
    expect(isAlive(again.supervisor)).toBe(false);
    expect(scene.log()).toContain("tiny starts: changed");

    const last = runOf(scene);
    await stack.destroy();
    expectGone(scene, last);
  });

  test("a secret reaches the process, and no file of the engine or the provider", async () => {
    const scene = await openScene();
    const { stack } = scene;
    const otherPort = await freePort();
    scene.use(() => {
      // In a preview the other service's URL is unknown.
      const other = tinyService(scene, { name: "other", port: otherPort });
      const secretEnvironment = { TOKEN: secret(token), OTHER: other.urls.http };
      const environment = { TINY_IGNORE_SIGTERM: "1", TINY_GRANDCHILD: "1" };
      return { url: tinyService(scene, { environment, secretEnvironment }).urls.http };
    });
    expect((await stack.preview()).changeSummary).toEqual({ create: 5 });
    await stack.up();
    expect(await environmentOf(scene)).toMatchObject({
      TOKEN: token,
      OTHER: `http://127.0.0.1:${otherPort}`,
    });

    for (const text of [scene.exported(), scene.files()]) {
      expect(text).toContain("TOKEN");
      expect(text).not.toContain(token);
    }
    const run = runOf(scene);
    expect(groupMembers(run.supervisor.pid)).toHaveLength(3);

    const other = runOf(scene, "other");
    await stack.destroy();
    expectGone(scene, run);
    expectGone(scene, other);
  });

  test("what only the provider uses, and mere secrecy, are updated without a new process", async () => {
    const scene = await openScene();
    scene.use(() => tinyService(scene, { environment: { TOKEN: token } }).urls);
    await scene.stack.up();
    const started = runOf(scene);
    scene.use(
      () => tinyService(scene, { secretEnvironment: { TOKEN: token }, startSeconds: 21 }).urls,
    );
    const updated = await scene.stack.up();
    expect(updated.summary.resourceChanges).toEqual({ update: 1, same: 2 });
    expect(runOf(scene)).toEqual(started);
    expect(scene.exported()).not.toContain(token);
  });

  test("a service that never gets healthy leaves an error and nothing else, and can be mended", async () => {
    const scene = await openScene();
    const words = { TINY_HEALTHY_AFTER_MS: "never", TINY_WORDS: "no database" };
    const secretEnvironment = { TOKEN: secret("no database") };
    scene.use(
      () => tinyService(scene, { environment: words, secretEnvironment, startSeconds: 1 }).urls,
    );
    const output = await failureOf(scene);
    expect(output).toContain("tiny was not healthy within 1 s and was stopped");
    expect(output).toContain(`http://127.0.0.1:${scene.port}/health was: 503 Service Unavailable`);
    expect(output).toContain("tiny starts: [secret]");
    expect(scene.run()).toBeUndefined();
    await expect(healthOf(scene)).rejects.toThrow();

    scene.use(() => tinyService(scene).urls);
    const mended = await scene.stack.up();
    expect(mended.summary.resourceChanges).toMatchObject({ create: 1 });
    expect(await healthOf(scene)).toBe(200);
  });

  test("a port in use is told with its number, its owner and the key that moves it", async () => {
    const scene = await openScene();
    const rival = createServer().listen(scene.port, "127.0.0.1");
    onTestFinished(() => void rival.close());
    await once(rival, "listening");
    scene.use(() => tinyService(scene).urls);
    expect(await failureOf(scene)).toMatch(
      RegExp(
        `port ${scene.port} is in use by .+ \\(pid ${process.pid}\\): ` +
          'stop it or choose another with "npm run pulumi -- config set tinyPort <number>"',
      ),
    );
    expect(scene.run()).toBeUndefined();
  });

  test("wrong inputs are all told before anything starts, without a secret among them", async () => {
    const scene = await openScene();
    const secretEnvironment = { TOKEN: secret(token), "A=B": secret(token) };
    scene.use(() => tinyService(scene, { port: 70_000, startSeconds: 0, secretEnvironment }).urls);
    const output = await failureOf(scene);
    expect(output).toContain(
      "healthTimeoutSeconds value {0} has a problem: must be 1 to 600, got 0",
    );
    expect(output).toContain("must be 1 to 65535, got 70000");
    expect(output).toContain("must have a name without `=`, got a secret");
    expect(output).not.toContain(token);
    expect(scene.run()).toBeUndefined();
  });

  test("an interrupt undoes the start under way", async () => {
    const scene = await openScene();
    const interrupt = new AbortController();
    const { run, up } = await beginEndlessStart(scene, interrupt.signal);
    interrupt.abort();
    await expect(up).rejects.toThrow("tiny was cancelled before it was healthy");
    expectGone(scene, run);
  });

  test("after the engine was killed during a start nothing runs, and the next up recovers", async () => {
    const scene = await openScene();
    const { run, up } = await beginEndlessStart(scene);
    const engine = onlyChildOf(process.pid, "pulumi up");
    const provider = onlyChildOf(engine, "providers/process/main.ts");
    process.kill(engine, "SIGKILL");
    await expect(up).rejects.toThrow();
    const survivors = () => [
      ...groupMembers(run.supervisor.pid),
      ...(identify(provider) ? [1] : []),
    ];
    await vi.waitUntil(() => survivors().length === 0, { timeout: 10_000 });

    scene.use(() => tinyService(scene).urls);
    await scene.stack.cancel();
    await scene.stack.up();
    expect(await healthOf(scene)).toBe(200);
    expect(runOf(scene).supervisor).not.toEqual(run.supervisor);
    expect((await scene.stack.up()).summary.resourceChanges).toEqual({ same: 3 });
  });
});

async function healthOf({ port }: Scene): Promise<number> {
  return (await fetch(`http://127.0.0.1:${port}/health`)).status;
}

async function environmentOf({ port }: Scene): Promise<unknown> {
  return (await fetch(`http://127.0.0.1:${port}/environment`)).json();
}

function runOf(scene: Scene, name?: string): RunRecord {
  return scene.run(name) ?? expect.fail("a running service has a run file");
}

function expectGone(scene: Scene, { serviceName, supervisor }: RunRecord): void {
  expect(groupMembers(supervisor.pid)).toEqual([]);
  expect(scene.run(serviceName)).toBeUndefined();
}

/** What the engine printed while it failed. */
async function failureOf({ stack }: Scene): Promise<string> {
  return stack.up().then(
    () => expect.fail("the up fails"),
    (error: Error) => error.message,
  );
}

/** An up that waits for a service which never gets healthy. */
async function beginEndlessStart(scene: Scene, signal?: AbortSignal) {
  const environment = { TINY_HEALTHY_AFTER_MS: "never" };
  scene.use(() => tinyService(scene, { environment, startSeconds: 300 }).urls);
  const up = scene.stack.up(signal === undefined ? {} : { signal });
  up.catch(() => undefined);
  await vi.waitUntil(() => scene.run()?.service !== undefined, { timeout: 30_000 });
  return { run: runOf(scene), up };
}

function onlyChildOf(parent: number, command: string): number {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" });
  const children = stdout
    .split("\n")
    .filter((line) => line.includes(command))
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, ppid]) => ppid === parent);
  expect(children).toHaveLength(1);
  return children[0]?.[0] ?? expect.fail("there is one");
}
