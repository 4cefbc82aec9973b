import { spawn } from "node:child_process";
import { copyFile, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { versions } from "../../versions.ts";
import type { EngineSearch } from "../engine.ts";

const cli = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
/** The build takes about 4 minutes on two cores; a slow machine gets five times that. */
const BUILD_LIMIT_MS = 20 * 60_000;
/** No line from the module download for this long means that the network is gone. */
const DOWNLOAD_SILENCE_MS = 120_000;

/**
 * Builds the CLI from the published Go modules, pinned by `go.mod` and `go.sum` beside this file,
 * into `<root>/bin/pulumi`. Built aside and renamed, so that nobody ever runs half a file.
 */
export async function buildEngine({ env, root, onProgress }: EngineSearch & { root: string }) {
  const aside = `${root}.building-${process.pid}`;
  try {
    await mkdir(aside, { recursive: true });
    for (const file of ["go.mod", "go.sum"]) {
      await copyFile(join(import.meta.dirname, file), join(aside, file));
    }
    const go = goCommand(aside, env);
    const packageCount = await downloadModules(go, onProgress);
    await compile(go, packageCount, onProgress);
    await mkdir(join(root, "bin"), { recursive: true });
    await rename(join(aside, "pulumi"), join(root, "bin", "pulumi"));
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

type Go = (args: string[], silenceMs: number, onLine: (line: string) => void) => Promise<string>;

/** Answers the number of packages that the build consists of. */
async function downloadModules(go: Go, onProgress: (text: string) => void): Promise<number> {
  let modules = 0;
  const packages = await go(["list", "-deps", cli], DOWNLOAD_SILENCE_MS, (line) => {
    if (line.startsWith("go: downloading ")) modules += 1;
    onProgress(`building from source, 1 of 2: ${modules} Go modules downloaded`);
  });
  return packages.trim().split("\n").length;
}

async function compile(go: Go, packageCount: number, onProgress: (text: string) => void) {
  const setVersion = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${versions.pulumi}`;
  const flags = ["-trimpath", "-v", "-ldflags", `-s -w ${setVersion}`, "-o", "pulumi"];
  let compiled = 0;
  await go(["build", ...flags, cli], BUILD_LIMIT_MS, () => {
    compiled += 1;
    const percent = Math.min(99, Math.round((100 * compiled) / packageCount));
    onProgress(`building from source, 2 of 2: ${percent} % (about 4 minutes, once per machine)`);
  });
}

function goCommand(folder: string, env: NodeJS.ProcessEnv): Go {
  return (args, silenceMs, onLine) =>
    new Promise((resolve, reject) => {
      const child = spawn("go", args, {
        cwd: folder,
        // The checksums of go.sum hold whatever flags a person has set for their own work.
        env: { ...env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly", GOWORK: "off" },
        stdio: ["ignore", "pipe", "pipe"],
        timeout: BUILD_LIMIT_MS,
      });
      const stop = () => child.kill();
      let silence = setTimeout(stop, silenceMs);
      let output = "";
      const lastLines: string[] = [];
      child.stdout.on("data", (chunk) => {
        output += chunk;
      });
      createInterface(child.stderr).on("line", (line) => {
        clearTimeout(silence);
        silence = setTimeout(stop, silenceMs);
        lastLines.splice(0, lastLines.length, ...lastLines.slice(-4), line);
        onLine(line);
      });
      child.once("error", (error) => {
        clearTimeout(silence);
        const missing = "code" in error && error.code === "ENOENT";
        reject(missing ? new Error("go is not on PATH") : error);
      });
      child.once("close", (code, signal) => {
        clearTimeout(silence);
        if (code === 0) return resolve(output);
        const how = signal ? "was stopped at its time limit" : `ended with code ${code}`;
        reject(new Error(`go ${args[0]} ${how}: ${lastLines.join(" | ")}`));
      });
    });
}
