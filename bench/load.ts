import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startRedisServer } from "../test/support/redis-server.ts";
import { type LoadAnswer, quantileMs } from "../test/support/search-load/load.ts";
import { loadDuringOutages, openLoadScene } from "../test/support/search-load/run.ts";
import { searchDatabase } from "./search-database.ts";

/**
 * Mixed searches at a steady rate while Redis and Qdrant are stopped and started: nobody may get an
 * error, and `/metrics` answers 99 in 100 times within 100 ms. The application, Redis, the stand-in for
 * Qdrant and this generator are processes of their own. Ends with code 1 where a limit is not kept.
 *
 * Run: node bench/load.ts [messages, 100000 by default] [searches a second, 100] [seconds, 60]
 */
const messages = Number(process.argv[2] ?? 100_000);
const perSecond = Number(process.argv[3] ?? 100);
const seconds = Number(process.argv[4] ?? 60);
const mostScrapeMs = 100;

const directory = mkdtempSync(join(tmpdir(), "bench-load-"));
const redis = await startRedisServer();
try {
  cpSync(searchDatabase(messages), directory, { recursive: true });
  const scene = await openLoadScene(directory, redis);
  try {
    say(await loadDuringOutages(scene, { perSecond, seconds }));
  } finally {
    await scene.end();
  }
} finally {
  await redis.stop();
  rmSync(directory, { recursive: true });
}

function say({ searches, scrapes }: Awaited<ReturnType<typeof loadDuringOutages>>): void {
  const errors = [...searches, ...scrapes].filter(({ status }) => status !== 200);
  const statuses = [...new Set(errors.map(({ status }) => status))].join(", ");
  const count = (mode: string) => searches.filter(({ modeUsed }) => modeUsed === mode).length;
  const cached = searches.filter(({ isCached }) => isCached).length;
  console.log(
    `${searches.length} searches of ${messages} messages in ${seconds} s, ${cached} cached`,
  );
  console.log(`hybrid ${count("hybrid")}, text ${count("text")}, semantic ${count("semantic")}`);
  console.log(`searches  ${times(searches)}`);
  console.log(`/metrics  ${times(scrapes)}, less than ${mostScrapeMs} ms`);
  console.log(`errors    ${errors.length} (${statuses}), none`);
  if (errors.length > 0 || quantileMs(scrapes, 0.99) >= mostScrapeMs) process.exitCode = 1;
}

function times(answers: LoadAnswer[]): string {
  const ms = (share: number) => quantileMs(answers, share).toFixed(0);
  return `p50 ${ms(0.5)} ms, p99 ${ms(0.99)} ms`;
}
