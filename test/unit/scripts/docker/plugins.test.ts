import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { missingPlugins } from "../../../../scripts/docker/plugins.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

/**
 * A project, and a `pulumi` that runs `script`. What scripts print is copied from the real CLI 3.259.0
 * on a closed network; a download that succeeds is not proven here.
 */
function setUp(script = "exit 0", project: object = {}) {
  const folder = temporaryFolder();
  const home = join(folder, "home");
  const trace = join(folder, "trace");
  const binary = join(folder, "pulumi");
  const progress: string[] = [];
  executable(binary, `echo "$PWD $*" >> '${trace}'\n${script}`);
  write(join(folder, "Pulumi.yaml"), JSON.stringify({ name: "test", ...project }));
  write(
    join(folder, "package.json"),
    JSON.stringify({ dependencies: { "@pulumi/docker": "5.2.0", "@pulumi/random": "4.21.2" } }),
  );
  const search = {
    engine: { binary },
    names: ["docker", "random"],
    projectDirectory: folder,
    env: { PATH: `${join(folder, "bin")}:/usr/bin:/bin`, PULUMI_HOME: home },
    limitSeconds: 20,
    onProgress: (text: string) => progress.push(text),
  };
  const calls = () => (existsSync(trace) ? readFileSync(trace, "utf8").trim().split("\n") : []);
  return { folder, home, progress, search, calls };
}

function write(file: string, text: string) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function executable(file: string, script: string) {
  write(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

describe("missingPlugins", () => {
  it("is content, and installs nothing, where each plugin is there in one way or another", async () => {
    const { folder, home, progress, search, calls } = setUp();
    executable(join(home, "plugins", "resource-docker-v5.2.0", "pulumi-resource-docker"), "");
    executable(join(folder, "bin", "pulumi-resource-random"), "");
    expect(await missingPlugins(search)).toEqual([]);
    expect(calls()).toEqual([]);
    expect(progress).toEqual([]);
  });

  it("takes those that the project names with a path", async () => {
    const { search, calls } = setUp("exit 1", {
      plugins: {
        providers: [
          { name: "docker", path: "./providers/docker" },
          { name: "random", path: "./providers/random" },
        ],
      },
    });
    expect(await missingPlugins(search)).toEqual([]);
    expect(calls()).toEqual([]);
  });

  it.each([
    ["of another version", (home: string) => join(home, "plugins", "resource-docker-v5.1.9", "x")],
    ["unpacked in part", (home: string) => join(home, "plugins", "resource-docker-v5.2.0", "x")],
    ["named for something else", (home: string) => join(home, "..", "bin", "pulumi-language-x")],
  ])("installs the plugins at the pinned versions where one is %s", async (_, fileIn) => {
    const { folder, home, progress, search, calls } = setUp("exit 0", {
      plugins: {
        providers: [{ name: "process", path: "./providers/process" }, { name: "docker" }],
      },
    });
    executable(fileIn(home), "");
    write(join(home, "plugins", "resource-docker-v5.2.0.partial"), "");
    expect(await missingPlugins(search)).toEqual([]);
    expect(calls().toSorted()).toEqual([
      `${folder} plugin install resource docker 5.2.0`,
      `${folder} plugin install resource random 4.21.2`,
    ]);
    expect(progress.toSorted()).toEqual([
      "installing the Pulumi plugin docker 5.2.0",
      "installing the Pulumi plugin random 4.21.2",
    ]);
  });

  it("is not content with a file on PATH that cannot be run", async () => {
    const { folder, search, calls } = setUp();
    write(join(folder, "bin", "pulumi-resource-docker"), "");
    await missingPlugins(search);
    expect(calls()).toHaveLength(2);
  });

  it("answers why the download failed rather than how often", async () => {
    const { search } = setUp(`[ "$4" = random ] && exit 0
      echo '[resource plugin docker-5.2.0] installing' >&2
      echo 'warning: Error downloading plugin: Get "https://get.pulumi.com/x": no such host' >&2
      echo 'Will retry in 80ms [1/5]' >&2
      echo 'error: [resource plugin docker-5.2.0] downloading from : failed all 5 attempts' >&2
      exit 1`);
    expect(await missingPlugins(search)).toEqual([
      { name: "docker 5.2.0", reason: 'Get "https://get.pulumi.com/x": no such host' },
    ]);
  });

  it("answers the last words of a CLI that failed otherwise, or its code", async () => {
    const { search } = setUp(`[ "$4" = random ] && exit 3
      echo 'error: no space left on device' >&2
      exit 255`);
    expect(await missingPlugins(search)).toEqual([
      { name: "docker 5.2.0", reason: "no space left on device" },
      { name: "random 4.21.2", reason: "ended with code 3" },
    ]);
  });

  it("stops a download at the limit, and leaves none of it behind", async () => {
    const { folder, search } = setUp(`echo "$TMPDIR" >> "$PWD/temporary"
      touch "$TMPDIR/pulumi-plugin-tar123"
      echo 'Downloading plugin docker-5.2.0' >&2
      exec sleep 60`);
    expect(await missingPlugins({ ...search, limitSeconds: 1 })).toEqual([
      { name: "docker 5.2.0", reason: "not installed within 1 s" },
      { name: "random 4.21.2", reason: "not installed within 1 s" },
    ]);
    const folders = readFileSync(join(folder, "temporary"), "utf8").trim().split("\n");
    expect(new Set(folders).size).toBe(2);
    expect(folders.filter((path) => existsSync(path))).toEqual([]);
  });

  it("does not wait for a server that gives no sign, but for a download that has begun", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const { search, progress } = setUp(`[ "$4" = random ] &&
      echo 'Downloading plugin random-4.21.2' >&2
      exec sleep 60`);
    const missing = missingPlugins({ ...search, limitSeconds: 40 });
    await vi.waitUntil(() => progress.length === 3);
    expect(progress.at(-1)).toBe("downloading the Pulumi plugin random 4.21.2");
    vi.advanceTimersByTime(30_000);
    vi.advanceTimersByTime(10_000);
    expect(await missing).toEqual([
      { name: "docker 5.2.0", reason: "its server gave no sign for 30 s" },
      { name: "random 4.21.2", reason: "not installed within 40 s" },
    ]);
  });

  it("says so when the CLI itself cannot be run", async () => {
    const { folder, search } = setUp();
    const [missing] = await missingPlugins({ ...search, engine: { binary: join(folder, "no") } });
    expect(missing?.reason).toContain("ENOENT");
  });

  it("names a package that has no pin", async () => {
    const { folder, search } = setUp();
    write(join(folder, "package.json"), JSON.stringify({ dependencies: {} }));
    await expect(missingPlugins(search)).rejects.toThrow(
      new Error("package.json: has no dependency @pulumi/docker"),
    );
  });
});
