import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { recordedStacks } from "../plan/stacks.ts";

/**
 * Times `npm run plan`, as a process of its own with all that it shows, for prod and for all stacks
 * together, against the floor: a bare process that only imports `@pulumi/pulumi`. They take turns, so
 * that a noisy machine disturbs all of them; the ratio of the medians is what counts. The first round
 * fills Node's compile cache and is not counted. Ends with code 1 where a limit is not kept.
 *
 * Run: node bench/program.ts [rounds]
 */
const rounds = Number(process.argv[2] ?? 7);

const floor = ["--input-type=module", "-e", 'await import("@pulumi/pulumi");'];
const stacks = Object.keys(recordedStacks);
const contestants = [
  { name: "prod", args: ["scripts/plan.mjs", "prod"], limit: 2 },
  { name: `all ${stacks.length} stacks`, args: ["scripts/plan.mjs", ...stacks], limit: 2.5 },
].map((contestant) => ({ ...contestant, seconds: [] as number[] }));
const floorSeconds: number[] = [];

for (const { args } of contestants) secondsOf(args);
for (let round = 0; round < rounds; round += 1) {
  floorSeconds.push(secondsOf(floor));
  for (const { args, seconds } of contestants) seconds.push(secondsOf(args));
}
console.log(row("floor", median(floorSeconds), "import @pulumi/pulumi"));
for (const { name, limit, seconds } of contestants) {
  const ratio = median(seconds) / median(floorSeconds);
  const verdict = `${ratio.toFixed(2)} times the floor, at most ${limit.toFixed(2)}`;
  console.log(row(name, median(seconds), verdict));
  if (ratio > limit) process.exitCode = 1;
}

function secondsOf(args: string[]): number {
  const startedAt = performance.now();
  const cwd = dirname(import.meta.dirname);
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return (performance.now() - startedAt) / 1_000;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function row(name: string, seconds: number, text: string): string {
  return `${name.padEnd(14)} ${seconds.toFixed(3)} s  ${text}`;
}
