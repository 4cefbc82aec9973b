import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { ngramThreads } from "../app/embedders/ngram-threads.ts";
import { embedPending } from "../app/import/embedding.ts";
import { emptyReport } from "../app/import/report.ts";
import { openSqliteStore } from "../app/store/sqlite.ts";
import { searchDatabase } from "./search-database.ts";

/**
 * Times the vectors of all messages in hashed n-grams, as an import ends with them, and how long
 * whoever else the process answers would wait meanwhile. As another generation beside the one that is
 * there, which goes when this one is complete.
 *
 * Run: node bench/search-embedding.ts [messages, 100000 by default] [processors, as there are]
 */
const messages = Number(process.argv[2] ?? 100_000);
const processors = process.argv[3];

const directory = mkdtempSync(join(tmpdir(), "bench-embedding-"));
try {
  cpSync(searchDatabase(messages), directory, { recursive: true });
  await measure();
} finally {
  rmSync(directory, { recursive: true });
}

async function measure(): Promise<void> {
  const { store, vectors } = await openSqliteStore({ directory });
  const threads = ngramThreads(processors === undefined ? {} : { processors: Number(processors) });
  const embedder = { ...threads, generation: "bench" };
  const report = emptyReport();
  const wait = monitorEventLoopDelay({ resolution: 5 });
  const [startedAt, cpuBefore] = [performance.now(), process.cpuUsage()];
  wait.enable();
  await embedPending({ store, vectors, embedder }, report, () => {});
  wait.disable();
  const { user, system } = process.cpuUsage(cpuBefore);
  await store.close();
  if (report.problems.length > 0) throw new Error(report.problems.join("\n"));

  const { messagesEmbedded } = report;
  const [seconds, cpuSeconds] = [(performance.now() - startedAt) / 1_000, (user + system) / 1e6];
  const msEach = (1_000 * cpuSeconds) / messagesEmbedded;
  console.log(`${messagesEmbedded} messages in ${seconds.toFixed(1)} s`);
  console.log(`processors ${cpuSeconds.toFixed(1)} s, ${msEach.toFixed(2)} ms a message`);
  console.log(`wait       p50 ${ms(wait.percentile(50))}, p99 ${ms(wait.percentile(99))}`);
  console.log(`resident   ${(process.resourceUsage().maxRSS / 1_000).toFixed(0)} MB at most`);
}

function ms(nanoseconds: number): string {
  return `${(nanoseconds / 1e6).toFixed(0)} ms`;
}
