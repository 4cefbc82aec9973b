import { parseArgs } from "node:util";
import pc from "picocolors";
import { localOutputsSchema } from "../stacks/outputs.ts";
import { prepareEngine, runScript } from "./platform.ts";
import { openLocalStack } from "./stack.ts";

/** A service on this machine that takes longer than this is not well. */
const ANSWER_LIMIT_MS = 3_000;

/** `npm run status`: what runs and how it is. Ends with code 1 when something is not well. */
await runScript(async () => {
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
  const status = await readStatus();
  if (values.json) process.stdout.write(`${JSON.stringify(status, null, 2)}\n`);
  else show(status);
  if (!status.healthy) process.exitCode = 1;
});

interface Status {
  started: boolean;
  healthy: boolean;
  endpoints: { name: string; url: string; answer: string; healthy: boolean }[];
  counts: Record<string, unknown> | undefined;
}

async function readStatus(): Promise<Status> {
  const { engine, backend } = await prepareEngine();
  const stack = await openLocalStack(engine, backend);
  const values = Object.entries(await stack.outputs()).map(([name, { value }]) => [name, value]);
  const outputs = localOutputsSchema.safeParse(Object.fromEntries(values));
  if (!outputs.success) {
    return { started: false, healthy: false, endpoints: [], counts: undefined };
  }
  const { pageUrl, searchUrl, metricsUrl } = outputs.data;
  const endpoints = await Promise.all([
    probe("page", pageUrl),
    probe("search", searchUrl),
    probe("metrics", metricsUrl),
  ]);
  const healthy = endpoints.every((endpoint) => endpoint.healthy);
  return { started: true, healthy, endpoints, counts: healthy ? await counts(pageUrl) : undefined };
}

async function probe(name: string, url: string) {
  const { answer, healthy } = await ready(new URL("/ready", url));
  return { name, url, answer, healthy };
}

async function ready(url: URL) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
    await response.body?.cancel();
    return { answer: response.ok ? "ready" : `answers ${response.status}`, healthy: response.ok };
  } catch (error) {
    const timedOut = error instanceof Error && error.name === "TimeoutError";
    return { answer: timedOut ? "does not answer" : "not reachable", healthy: false };
  }
}

async function counts(pageUrl: string) {
  const response = await fetch(new URL("/api/stats", pageUrl), {
    signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
  });
  return (await response.json()) as Record<string, unknown>;
}

function show(status: Status) {
  if (!status.started) {
    process.stdout.write("Nothing runs; `npm start` brings the platform up.\n");
    return;
  }
  for (const { name, url, answer, healthy } of status.endpoints) {
    const mark = healthy ? pc.green("✔") : pc.red("✖");
    process.stdout.write(`${mark} ${name.padEnd(8)} ${answer.padEnd(15)} ${pc.cyan(url)}\n`);
  }
  for (const [name, value] of Object.entries(status.counts ?? {})) {
    if (typeof value === "number") process.stdout.write(`  ${name.padEnd(14)} ${value}\n`);
  }
  if (!status.healthy) process.stdout.write("\n`npm start` repairs what is not well.\n");
}
