import { once } from "node:events";
import { existsSync, globSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SearchResponse } from "../../app/search/search.ts";
import { listProcesses, readProcess } from "../../providers/process/process-table.ts";
import { readRunFile } from "../../providers/process/run-file.ts";
import { Checkout } from "../support/checkout.ts";
import { freePorts } from "../support/free-ports.ts";

/** What a newcomer does, in the order in which they do it: every test goes on from the one before. */
describe("npm start and what follows it", () => {
  let checkout: Checkout;
  let ports: Record<"metricsPort" | "searchPort" | "apiPort", number>;

  beforeAll(async () => {
    checkout = new Checkout();
    ports = await freePorts("metricsPort", "searchPort", "apiPort");
    checkout.configure(ports);
  });
  afterAll(async () => {
    await checkout.run("scripts/stop.ts");
    checkout.remove();
  });

  const start = (...args: string[]) => checkout.run("scripts/start.ts", args);
  const get = (port: number, path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  const sessionCount = async () => {
    const response = await get(ports.metricsPort, "/api/sessions?limit=1");
    const { total } = (await response.json()) as { total: number };
    return total;
  };
  const run = () => readRunFile(join(checkout.folder, ".data", "run", "chat-app.json"));
  const servicePid = () => run()?.service?.pid ?? 0;

  it("the first start serves the sample chats and says what it did", async () => {
    const { code, stdout, stderr } = await start();
    expect(stderr + stdout).toContain("sample chats");
    expect(code).toBe(0);
    expect(stderr).toMatch(/✔ engine +Pulumi 3\.259\.0/);
    expect(stderr).toMatch(
      /✔ platform +3 created \(runtime process, auto: (Docker does not run|there is no `docker`)/,
    );
    expect(stdout).toContain(`http://127.0.0.1:${ports.apiPort}`);
    expect(stdout).toContain("Nothing leaves this machine");
    expect(await sessionCount()).toBe(12);
  });

  it("health, readiness, metrics, search and page answer", async () => {
    expect((await get(ports.metricsPort, "/health")).status).toBe(200);
    expect((await get(ports.metricsPort, "/ready")).status).toBe(200);
    // The figures of the database are counted now and then, not for each scrape.
    await expect
      .poll(async () => (await get(ports.metricsPort, "/metrics")).text(), { timeout: 20_000 })
      .toContain("copilot_sessions 12");
    expect(await (await get(ports.apiPort, "/")).text()).toContain("<!doctype html>");
    const response = await fetch(`http://127.0.0.1:${ports.searchPort}/search`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "sign-in tests fail now and then" }),
    });
    const { hits, modeUsed } = (await response.json()) as SearchResponse;
    expect(modeUsed).toBe("hybrid");
    expect(hits[0]?.session.title).toMatch(/login/i);
  });

  it("a second start changes nothing and adds nothing", async () => {
    const pid = servicePid();
    const { code, stderr } = await start();
    expect(code).toBe(0);
    expect(stderr).toMatch(/✔ platform +no change/);
    expect(servicePid()).toBe(pid);
    expect(await sessionCount()).toBe(12);
  });

  it("status tells that everything is ready", async () => {
    const { code, stdout } = await checkout.run("scripts/status.ts", ["--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ started: true, healthy: true });
  });

  it("a plain pulumi preview runs the same program and sees no change", async () => {
    const hosts = join(checkout.folder, "test", "support", "language-host");
    const { code, stdout, stderr } = await checkout.run(
      "scripts/pulumi.ts",
      ["preview", "--expect-no-changes", "--non-interactive"],
      { PATH: `${hosts}:${process.env.PATH}` },
    );
    expect(stdout + stderr).toContain("3 unchanged");
    expect(code).toBe(0);
  });

  it("after kill -9 of the application the next start repairs it", async () => {
    const pid = servicePid();
    process.kill(pid, "SIGKILL");
    const { code, stderr } = await start();
    expect(code).toBe(0);
    expect(stderr).toMatch(/✔ platform +1 created/);
    expect(servicePid()).not.toBe(pid);
    expect((await get(ports.metricsPort, "/ready")).status).toBe(200);
  });

  it("a changed key replaces the application and nothing else", async () => {
    const pid = servicePid();
    checkout.configure({ ...ports, logLevel: "warn" });
    const { code, stderr } = await start();
    expect(code).toBe(0);
    expect(stderr).toMatch(/✔ platform +1 replaced/);
    expect(servicePid()).not.toBe(pid);
    expect(readProcess(pid)).toBeUndefined();
  });

  it("wrong configuration is refused as a whole, without a stack trace, and changes nothing", async () => {
    const pid = servicePid();
    checkout.configure({ ...ports, logLevel: "loud", apiPort: "80000", colour: "red" });
    const { code, stderr } = await start();
    expect(code).toBe(1);
    expect(stderr).toContain("logLevel: must be one of");
    expect(stderr).toContain('apiPort: must be a whole number from 1 to 65535, got "80000"');
    expect(stderr).toContain("colour: unknown key");
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(servicePid()).toBe(pid);
  });

  it("Ctrl-C in the middle of an up stops it, and the next start goes on by itself", async () => {
    checkout.configure({ ...ports, logLevel: "debug" });
    const running = checkout.start("scripts/start.ts");
    await running.says("✔ state");
    await new Promise((resolve) => setTimeout(resolve, 900));
    process.kill(-running.pid, "SIGINT");
    await running.finished;
    const { code } = await start();
    expect(code).toBe(0);
    expect((await get(ports.metricsPort, "/ready")).status).toBe(200);
  });

  it("a start that was killed with its engine leaves a lock that the next one clears", async () => {
    checkout.configure({ ...ports, logLevel: "info" });
    const running = checkout.start("scripts/start.ts");
    await running.says("✔ state");
    const locks = join(checkout.folder, ".pulumi-state", ".pulumi", "locks");
    while (globSync("**/*.json", { cwd: locks }).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    process.kill(-running.pid, "SIGKILL");
    await running.finished;
    expect(globSync("**/*.json", { cwd: locks })).toHaveLength(1);
    const { code } = await start();
    expect(code).toBe(0);
    expect((await get(ports.metricsPort, "/ready")).status).toBe(200);
  });

  it("two starts at once both succeed, the second after the first", async () => {
    const both = await Promise.all([start(), start()]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const waits = both.filter(({ stderr }) => stderr.includes("Another start or stop"));
    expect(waits).toHaveLength(1);
  });

  it("state and logs hold no passphrase", () => {
    const state = join(checkout.folder, ".pulumi-state");
    const passphrase = readFileSync(join(state, "passphrase"), "utf8");
    const files = globSync([".pulumi-state/**/*", ".data/**/*", "*.yaml"], {
      cwd: checkout.folder,
      withFileTypes: true,
    }).filter((entry) => entry.isFile() && entry.name !== "passphrase");
    expect(files.length).toBeGreaterThan(3);
    const leaking = files.filter((entry) =>
      readFileSync(join(entry.parentPath, entry.name)).includes(passphrase),
    );
    expect(leaking).toEqual([]);
  });

  it("stop leaves no process and no port, but the chats", async () => {
    const group = run()?.supervisor.pid;
    const { code, stderr } = await checkout.run("scripts/stop.ts");
    expect(code).toBe(0);
    expect(stderr).toContain("The chats stay in");
    expect(listProcesses().filter(({ groupId }) => groupId === group)).toEqual([]);
    await expect(get(ports.metricsPort, "/health")).rejects.toThrow("fetch failed");
    expect(existsSync(join(checkout.folder, ".data", "chats.db"))).toBe(true);
  });

  it("a port that somebody else has is named with the key that moves it", async () => {
    const other = createServer().listen(ports.apiPort, "127.0.0.1");
    await once(other, "listening");
    try {
      const { code, stderr } = await start();
      expect(code).toBe(1);
      expect(stderr).toContain(`port ${ports.apiPort} is in use by`);
      expect(stderr).toContain(`pid ${process.pid}`);
      expect(stderr).toContain("apiPort");
    } finally {
      await once(other.close(), "close");
    }
  });

  it("the start after a stop finds the chats again and adds nothing", async () => {
    const { code } = await start();
    expect(code).toBe(0);
    expect(await sessionCount()).toBe(12);
  });

  it("git status is clean after all of it", () => {
    expect(checkout.git("status", "--porcelain")).toBe("");
  });

  it("stop --purge removes the chats too", async () => {
    const { code, stderr } = await checkout.run("scripts/stop.ts", ["--purge"]);
    expect(code).toBe(0);
    expect(stderr).toContain("were removed");
    expect(existsSync(join(checkout.folder, ".data"))).toBe(false);
  });

  it("stop and status without anything running say so", async () => {
    const stop = await checkout.run("scripts/stop.ts");
    expect(stop.code).toBe(0);
    const status = await checkout.run("scripts/status.ts");
    expect(status.code).toBe(1);
    expect(status.stdout).toContain("Nothing runs");
  });
});
