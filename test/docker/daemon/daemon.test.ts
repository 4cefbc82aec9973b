import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { images } from "../../../versions.ts";
import { loadImages } from "../images/load.ts";
import { dockerDaemon } from "./daemon.ts";
import { docker } from "./docker.ts";
import { folderPrefix } from "./leftovers.ts";
import { startDockerd } from "./start.ts";

const run = promisify(execFile);

afterEach(() => vi.unstubAllEnvs());

describe("without a Docker that answers", () => {
  it("starts none outside CI, and says what is missing", async () => {
    vi.stubEnv("DOCKER_HOST", "unix:///nowhere/docker.sock");
    vi.stubEnv("CI", "");
    expect(await dockerDaemon()).toEqual({
      missing: "needs a running Docker Engine (only with CI=true is one installed and started)",
    });
  });
});

describe("a daemon of its own", () => {
  it("is found by others, and leaves nothing of what ran on it", async (context) => {
    if (await answers()) return context.skip("a Docker Engine runs on this machine already");
    // The first start may install Docker, which is to stay.
    const daemon = await dockerDaemon();
    if ("missing" in daemon) return context.skip(daemon.missing);
    onTestFinished(() => daemon.stop());
    await daemon.stop();

    const before = await traces();
    const second = await dockerDaemon();
    if ("missing" in second) throw new Error(second.missing);
    onTestFinished(() => second.stop());
    const { host } = second;
    vi.stubEnv("DOCKER_HOST", host);
    expect(await dockerDaemon()).toMatchObject({ host, isDisposable: true });
    await loadImages(second, ["redis"]);
    await docker(host, ["network", "create", "busy"]);
    const options = ["--network=busy", "--publish=127.0.0.1::6379", "--volume=kept:/data"];
    await docker(host, ["run", "--detach", ...options, images.redis]);
    const busy = await traces();
    const bridges = busy.links.filter((name) => !before.links.includes(name));
    expect(bridges.map((name) => name.replace(/-?[0-9a-f]{7,}.*/, ""))).toEqual([
      "br",
      "docker0",
      "veth",
    ]);
    expect(busy.processes).not.toEqual([]);
    await second.stop();
    expect(await traces()).toEqual(before);
  });

  it("ends with the process that started it, and the next start clears up after both", async (context) => {
    if (process.env.CI !== "true" || (await answers()))
      return context.skip("needs CI=true and no Docker");
    const before = await traces();
    const holder = spawn(process.execPath, [join(import.meta.dirname, "main.ts")]);
    const [line] = await once(createInterface(holder.stdout), "line");
    const host = String(line).replace("export DOCKER_HOST=", "");
    await expect(startDockerd()).rejects.toThrow(`use DOCKER_HOST=${host} to share it`);
    await docker(host, ["network", "create", "busy"]);
    holder.kill("SIGKILL");
    await expect.poll(async () => (await traces()).processes, { timeout: 20_000 }).toEqual([]);
    expect((await traces()).folders).not.toEqual(before.folders);
    const next = await startDockerd();
    await next.stop();
    expect(await traces()).toEqual(before);
  });
});

async function answers(): Promise<boolean> {
  return docker(undefined, ["version"]).then(
    () => true,
    () => false,
  );
}

/** What a daemon may leave on a machine. */
async function traces() {
  const { stdout: links } = await run("/sbin/ip", ["-brief", "link"]);
  const { stdout: rules } = await run("/usr/sbin/iptables-save");
  const { stdout: processes } = await run("ps", ["-eo", "args="], { env: { COLUMNS: "1000" } });
  const mounts = await readFile("/proc/self/mounts", "utf8");
  const ours = join(tmpdir(), folderPrefix);
  return {
    links: links
      .trim()
      .split("\n")
      .flatMap((line) => line.split(" ")[0] ?? [])
      .sort(),
    // Without the counters of packets, which anything on the machine may change.
    rules: rules
      .split("\n")
      .filter((line) => /^[:-]/.test(line))
      .map((line) => line.replace(/ \[\d+:\d+\]$/, "")),
    processes: processes.split("\n").filter((line) => line.includes(ours)),
    mounts: mounts.split("\n").filter((line) => line.includes(ours)),
    folders: (await readdir(tmpdir())).filter((name) => name.startsWith(folderPrefix)),
  };
}
