import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildEngine } from "../../../scripts/engine/build.ts";
import { findEngine, isCompatible } from "../../../scripts/engine.ts";
import { versions } from "../../../versions.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

function executable(file: string, script: string) {
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

const cli = (version: string) => `echo v${version}`;
const cached = (home: string) => join(home, "versions", versions.pulumi, "bin", "pulumi");

/** Stands in for Go: `list` names two packages, `build` writes a CLI where `-o` says. */
const go = `
echo "$@" >> "$GO_TRACE"
case "$1" in
  list) echo "go: downloading example.com/a v1.0.0" >&2; echo a; echo b ;;
  build) echo a >&2; echo b >&2; printf '#!/bin/sh\\necho v${versions.pulumi}\\n' > pulumi; chmod +x pulumi ;;
esac`;

function setUp() {
  const folder = temporaryFolder();
  const home = join(folder, "home");
  const trace = join(folder, "trace");
  const progress: string[] = [];
  const env: NodeJS.ProcessEnv = {
    PATH: `${join(folder, "bin")}:/usr/bin:/bin`,
    PULUMI_HOME: home,
    GO_TRACE: trace,
  };
  const search = {
    env,
    projectDirectory: folder,
    onProgress: (text: string) => progress.push(text),
  };
  return { folder, home, trace, progress, env, search };
}

const noDownload = async () => {
  throw new Error("the site did not answer within 5 s");
};
const noWays = { download: noDownload, build: noDownload };

describe("findEngine", () => {
  it("takes a compatible CLI on PATH first", async () => {
    const { folder, home, search } = setUp();
    executable(join(folder, "bin", "pulumi"), cli("3.300.1"));
    executable(cached(home), cli(versions.pulumi));
    expect(await findEngine(search, noWays)).toEqual({
      binary: join(folder, "bin", "pulumi"),
      version: "3.300.1",
      origin: "PATH",
    });
  });

  it("passes over an old CLI on PATH, and over npm's wrapper of the same name", async () => {
    const { folder, home, env, search } = setUp();
    env.PATH = `${join(folder, "node_modules", ".bin")}:${env.PATH}`;
    executable(join(folder, "node_modules", ".bin", "pulumi"), cli("3.999.0"));
    executable(join(folder, "bin", "pulumi"), cli("3.100.0"));
    executable(cached(home), cli(versions.pulumi));
    expect(await findEngine(search, noWays)).toMatchObject({ origin: "cache" });
  });

  it("builds from the pinned modules when there is nothing else, showing how far it is", async () => {
    const { folder, home, trace, progress, search } = setUp();
    executable(join(folder, "bin", "go"), go);
    const engine = await findEngine(search, { download: noDownload, build: buildEngine });
    expect(engine).toEqual({ binary: cached(home), version: versions.pulumi, origin: "build" });
    expect(progress).toContain("building from source, 1 of 2: 1 Go modules downloaded");
    expect(progress).toContain(
      "building from source, 2 of 2: 50 % (about 4 minutes, once per machine)",
    );
    expect(readFileSync(trace, "utf8")).toContain(`version.Version=v${versions.pulumi}`);
    expect(readdirSync(join(home, "versions"))).toEqual([versions.pulumi]);
  });

  it("builds once when two ask at the same time", async () => {
    const { folder, trace, search } = setUp();
    executable(join(folder, "bin", "go"), go);
    const ways = { download: noDownload, build: buildEngine };
    const both = await Promise.all([findEngine(search, ways), findEngine(search, ways)]);
    expect(both.map(({ origin }) => origin).toSorted()).toEqual(["build", "cache"]);
    expect(readFileSync(trace, "utf8").match(/^build/gm)).toHaveLength(1);
  });

  it("leaves nothing in the cache when the build fails, and says how it failed", async () => {
    const { folder, home, search } = setUp();
    executable(join(folder, "bin", "go"), 'echo "no space left on device" >&2; exit 1');
    const found = findEngine(search, { download: noDownload, build: buildEngine });
    await expect(found).rejects.toThrow(
      "build: go list ended with code 1: no space left on device",
    );
    expect(existsSync(cached(home))).toBe(false);
    expect(readdirSync(join(home, "versions"))).toEqual([]);
  });

  it("names the three ways out, and what works without, when Go is missing too", async () => {
    const { env, search } = setUp();
    env.PATH = "/nonexistent";
    const found = findEngine(search, { download: noDownload, build: buildEngine });
    await expect(found).rejects.toThrow(
      /download: the site did not answer within 5 s\n.*build: go is not on PATH\nThree ways out:\n {2}1\. [^\n]*\n {2}2\. [^\n]*\n {2}3\. [^\n]*\n.*npm run chats -- serve/,
    );
  });
});

describe("isCompatible", () => {
  it.each([
    [versions.pulumi, true],
    ["3.259.1", true],
    ["3.300.0-alpha.1", true],
    ["3.258.9", false],
    ["2.999.0", false],
    ["4.0.0", false],
    ["nonsense", false],
  ])("of %s is %s", (version, expected) => {
    expect(isCompatible(version)).toBe(expected);
  });
});
