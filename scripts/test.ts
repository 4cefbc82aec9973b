import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pc from "picocolors";
import { findEngine } from "./engine.ts";
import { projectDirectory } from "./stack.ts";
import type { Failure } from "./suite-summary.ts";
import { note, step } from "./terminal.ts";

/** What a suite gave; checks without test cases count as one. */
interface Result {
  name: string;
  passed: number;
  failed: number;
  /** Empty where the suite's name says it. */
  failures?: Failure[];
  skipped: { name: string; reason: string }[];
  seconds: number;
}

/**
 * `npm test` runs the gate of a change; with names (`npm test -- browser`) it runs those suites.
 * Ends with what failed, what was skipped and why, and a closing line `N passed, N failed, N skipped`.
 */
const suites: Record<string, () => Promise<Result>> = {
  lint: () => check("lint", "biome", ["check", "--error-on-warnings"]),
  types: () => check("types", "tsc", ["--noEmit"]),
  unit: () => vitest("unit"),
  engine: async () => (await engineMissing()) ?? vitest("engine"),
  docker: async () => (await engineMissing()) ?? vitest("docker"),
  browser: async () => (await engineMissing()) ?? vitest("browser"),
  fault: () => vitest("fault"),
};
const gate = ["lint", "types", "unit", "engine"];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in suites));
if (unknown.length > 0) {
  note(`${unknown.join(", ")}: no such suite; use ${Object.keys(suites).join(", ")}`);
  process.exit(2);
}
const results: Result[] = [];
for (const name of wanted.length > 0 ? wanted : gate) {
  const run = suites[name];
  if (run) results.push(await run());
}
report(results);

async function check(name: string, command: string, args: string[]): Promise<Result> {
  note(pc.bold(`\n${name}`));
  const { code, seconds } = await run(command, args, {});
  return { name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [], seconds };
}

async function vitest(project: string): Promise<Result> {
  note(pc.bold(`\n${project}`));
  const folder = await mkdtemp(join(tmpdir(), "copilot-test-"));
  const summaryFile = join(folder, "summary.json");
  try {
    const args = ["run", "--project", project, "--reporter", "default"];
    const { code, seconds } = await run(
      "vitest",
      [...args, "--reporter", "./test/support/summary-reporter.ts"],
      { TEST_SUMMARY_FILE: summaryFile },
    );
    const summary = JSON.parse(await readFile(summaryFile, "utf8"));
    // A run that failed without a failed test (a crash, no test found) is a failure all the same.
    const failed = Math.max(summary.failed, code === 0 ? 0 : 1);
    return { ...summary, failed, name: project, seconds };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** In CI a missing engine is a failure; elsewhere its suites are skipped, and that is said. */
async function engineMissing(): Promise<Result | undefined> {
  note("");
  try {
    const onProgress = (progress: (text: string) => void) =>
      findEngine({ env: process.env, projectDirectory, onProgress: progress });
    await step("engine", onProgress, ({ version, origin }) => `Pulumi ${version} (${origin})`);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    note(reason);
    const failed = process.env.CI === "true" ? 1 : 0;
    return {
      name: "engine",
      passed: 0,
      failed,
      skipped: failed ? [] : [{ name: "the whole suite", reason: "there is no Pulumi engine" }],
      seconds: 0,
    };
  }
}

async function run(command: string, args: string[], env: Record<string, string>) {
  const startedAt = performance.now();
  const child = spawn(join(projectDirectory, "node_modules", ".bin", command), args, {
    cwd: projectDirectory,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...env },
  });
  const [code] = await once(child, "exit");
  return { code, seconds: (performance.now() - startedAt) / 1_000 };
}

function report(results: Result[]) {
  console.log("");
  for (const { name, passed, failed, skipped, seconds } of results) {
    const mark = failed > 0 ? pc.red("✖") : pc.green("✔");
    const counts = `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
    console.log(`${mark} ${name.padEnd(8)} ${counts.padEnd(36)} ${seconds.toFixed(1)} s`);
  }
  const failures = results.flatMap(({ name, failed, failures = [] }) =>
    failed === 0 || failures.length > 0 ? failures : [{ name, reason: [] }],
  );
  if (failures.length > 0) console.log("\nFailed:");
  for (const { name, reason } of failures) {
    console.log(`  ${name}`);
    for (const line of reason) console.log(`      ${line}`);
  }
  const skipped = results.flatMap((result) => result.skipped);
  if (skipped.length > 0) console.log("\nSkipped, which is not passed:");
  for (const { name, reason } of skipped) console.log(`  ${name}: ${reason}`);
  const total = (key: "passed" | "failed") => results.reduce((sum, result) => sum + result[key], 0);
  if (total("failed") > 0) process.exitCode = 1;
  console.log(`\n${total("passed")} passed, ${total("failed")} failed, ${skipped.length} skipped`);
}
