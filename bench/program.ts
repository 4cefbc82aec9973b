import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";

/**
 * Times the program's own run for prod (the whole graph under mocks, as a process of its own) against
 * the floor: a bare process that only imports `@pulumi/pulumi`. The two take turns, so that a noisy
 * machine disturbs both; the ratio of the medians is what counts. The program runs as its scripts do,
 * with Node's compile cache on; the first round fills it and is not counted.
 *
 * Run: node bench/program.ts [rounds]
 */
const rounds = Number(process.argv[2] ?? 7);
const project = dirname(import.meta.dirname);

const floor = 'await import("@pulumi/pulumi");';
const program = `
  (await import("node:module")).enableCompileCache();
  const { recordPlatform } = await import(${JSON.stringify(join(project, "plan", "stacks.ts"))});
  await recordPlatform("prod");`;

const times = { floor: [] as number[], program: [] as number[] };
secondsOf(program);
for (let round = 0; round < rounds; round += 1) {
  times.floor.push(secondsOf(floor));
  times.program.push(secondsOf(program));
}
const ratio = median(times.program) / median(times.floor);
console.log(`floor    ${median(times.floor).toFixed(3)} s  (import @pulumi/pulumi)`);
console.log(`program  ${median(times.program).toFixed(3)} s  (the graph of prod)`);
console.log(`ratio    ${ratio.toFixed(2)}     (at most 2.00)`);

function secondsOf(script: string): number {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: project,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return (performance.now() - startedAt) / 1_000;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
