import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Plugin, PluginSearch } from "./plugins.ts";

/** A server that gives no sign for this long cannot be reached. */
const SILENCE_LIMIT_MS = 30_000;

/** Lets the Pulumi CLI install a plugin. Answers why that failed, to be read after a colon, if it did. */
export async function installPlugin(
  plugin: Plugin,
  search: PluginSearch,
): Promise<string | undefined> {
  // The CLI leaves half a download in its temporary folder when it is stopped.
  const temporaryFolder = await mkdtemp(join(tmpdir(), "copilot-plugin-"));
  try {
    return await runInstall(plugin, search, temporaryFolder);
  } finally {
    await rm(temporaryFolder, { recursive: true, force: true });
  }
}

function runInstall(
  { name, version }: Plugin,
  { engine, projectDirectory, env, limitSeconds, onProgress }: PluginSearch,
  temporaryFolder: string,
): Promise<string | undefined> {
  onProgress(`installing the Pulumi plugin ${name} ${version}`);
  return new Promise((answer) => {
    const child = spawn(engine.binary, ["plugin", "install", "resource", name, version], {
      cwd: projectDirectory,
      env: { ...env, TMPDIR: temporaryFolder, PULUMI_SKIP_UPDATE_CHECK: "true" },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const lines: string[] = [];
    let stopped: string | undefined;
    const stopAfter = (limitMs: number, reason: string) =>
      setTimeout(() => {
        stopped ??= reason;
        child.kill();
      }, limitMs);
    const limit = stopAfter(limitSeconds * 1_000, `not installed within ${limitSeconds} s`);
    const silence = stopAfter(
      SILENCE_LIMIT_MS,
      `its server gave no sign for ${SILENCE_LIMIT_MS / 1_000} s`,
    );
    createInterface(child.stderr).on("line", (line) => {
      lines.push(line);
      silence.refresh();
      if (line.startsWith("Downloading plugin")) {
        // Without a terminal the CLI says nothing more until all has arrived.
        clearTimeout(silence);
        onProgress(`downloading the Pulumi plugin ${name} ${version}`);
      }
    });
    const end = (reason: string | undefined) => {
      clearTimeout(limit);
      clearTimeout(silence);
      answer(reason);
    };
    child.once("error", (error) => end(error.message));
    child.once("close", (code) => {
      end(code === 0 ? undefined : (stopped ?? lastWords(lines, `ended with code ${code}`)));
    });
  });
}

/** The last line only counts the attempts; why they failed is said before. */
function lastWords(lines: string[], otherwise: string): string {
  const cause = lines.findLast((line) => line.includes("Error downloading plugin: "));
  const line = cause ?? lines.at(-1) ?? otherwise;
  return line.replace(/^(warning: Error downloading plugin|error): /, "");
}
