import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { GoBuild } from "./recipe.ts";

/** The largest, Loki, takes about 5 minutes on two idle cores. */
const BUILD_LIMIT_MS = 40 * 60_000;
export const goDirectory = join(import.meta.dirname, "go");

/**
 * Builds the programs of a published Go module, pinned by `go.mod` and `go.sum`, into `root` as static
 * executables. Answers `module version`. Throws an Error with the last lines of a build that failed.
 */
export async function buildGo(
  build: GoBuild,
  root: string,
  onProgress: (text: string) => void,
): Promise<string> {
  const version = await moduleVersion(build);
  const folder = await mkdtemp(join(tmpdir(), "copilot-go-"));
  try {
    await cp(join(goDirectory, build.go), folder, { recursive: true });
    onProgress(`fetching ${build.module}`);
    const module = await fetchModule(build, folder);
    if (build.absentFiles) await completeModule(build, module, folder);
    const programVersion = (build.programVersion ?? version).replace(/^v/, "");
    const setVersion = `-X ${build.versionVariable}=${programVersion}`;
    const flags = ["-trimpath", "-v", "-ldflags", `-s -w ${setVersion}`];
    for (const [target, source] of Object.entries(build.programs)) {
      await compile(folder, [...flags, "-o", join(root, target), source], onProgress);
    }
    for (const [target, source] of Object.entries(build.moduleFiles ?? {})) {
      await mkdir(dirname(join(root, target)), { recursive: true });
      await cp(join(module, source), join(root, target));
      // The module cache is read-only, and modules carry no executable bits.
      await chmod(join(root, target), target.endsWith(".sh") ? 0o755 : 0o644);
    }
    return `${build.module} ${version}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The version that `go.mod` pins. */
export async function moduleVersion({ go, module }: GoBuild): Promise<string> {
  const file = join(goDirectory, go, "go.mod");
  const line = new RegExp(`^(?:require|\\t) ?${module} (v\\S+)$`, "m");
  const version = line.exec(await readFile(file, "utf8"))?.[1];
  if (!version) throw new Error(`${file}: requires no ${module}`);
  return version;
}

async function fetchModule(build: GoBuild, folder: string): Promise<string> {
  const { Dir: directory } = JSON.parse(
    await go(folder, ["mod", "download", "-json", build.module]),
  );
  return directory;
}

/** The module was checked against `go.sum` when it was fetched; a copy of it gets the missing files. */
async function completeModule(build: GoBuild, module: string, folder: string) {
  const copy = join(folder, "module");
  await cp(module, copy, { recursive: true });
  await promisify(execFile)("chmod", ["-R", "u+w", copy]);
  for (const [path, text] of Object.entries(build.absentFiles ?? {})) {
    await mkdir(dirname(join(copy, path)), { recursive: true });
    await writeFile(join(copy, path), text);
  }
  await go(folder, ["mod", "edit", `-replace=${build.module}=./module`]);
}

async function go(folder: string, args: string[]): Promise<string> {
  const options = { cwd: folder, env: goEnvironment(), timeout: BUILD_LIMIT_MS };
  return (await promisify(execFile)("go", args, options)).stdout;
}

/** Polite to whatever else the machine does: it is the longest work of the suite. */
async function compile(folder: string, args: string[], onProgress: (text: string) => void) {
  const child = spawn("nice", ["-n", "10", "go", "build", ...args], {
    cwd: folder,
    env: goEnvironment(),
    stdio: ["ignore", "ignore", "pipe"],
    timeout: BUILD_LIMIT_MS,
  });
  const lastLines: string[] = [];
  let packages = 0;
  createInterface(child.stderr).on("line", (line) => {
    lastLines.splice(0, lastLines.length, ...lastLines.slice(-4), line);
    packages += 1;
    onProgress(`compiling, ${packages} packages`);
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`go build ${args.at(-1)}: failed: ${lastLines.join(" | ")}`);
}

/** The checksums of `go.sum` hold whatever flags a person has set for their own work. */
function goEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly", GOWORK: "off" };
}
