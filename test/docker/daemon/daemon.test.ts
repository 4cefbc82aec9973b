import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { promisify } from "node:util";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { images } from "../../../versions.ts";
import { loadImages } from "../images/load.ts";
import { dockerDaemon } from "./daemon.ts";
import { docker } from "./docker.ts";

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
    expect(busy.links.length).toBe(before.links.length + 3);
    expect(busy.processes).not.toEqual(before.processes);
    await second.stop();
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
  const { stdout: processes } = await run("ps", ["-eo", "comm="]);
  const mounts = await readFile("/proc/self/mounts", "utf8");
  return {
    links: links
      .trim()
      .split("\n")
      .map((line) => line.split(" ")[0])
      .sort(),
    rules: rules.split("\n").filter((line) => /^[:-]/.test(line)),
    processes: processes
      .split("\n")
      .filter((name) => /^(dockerd|containerd|docker-proxy)/.test(name)),
    mounts: mounts.split("\n").filter((line) => line.includes("copilot-docker-")),
    folders: (await readdir(tmpdir())).filter((name) => name.startsWith("copilot-docker-")),
  };
}
