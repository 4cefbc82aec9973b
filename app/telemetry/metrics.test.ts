import { expect, it } from "vitest";
import { foundSession, storedFigures, testDatabase, testMetrics } from "../http/testing.ts";
import { emptyReport } from "../import/report.ts";
import type { Figures } from "../store/figures.ts";
import type { OpenedDatabase } from "../store/open.ts";
import { families, familyGroups } from "./families/families.ts";

/** The lines of a Prometheus text that begin so, in their order. */
const samples = (text: string, ...starts: string[]) =>
  text.split("\n").filter((line) => starts.some((start) => line.startsWith(start)));

/** Metrics of a database that can be changed; it begins as `testDatabase`. */
function changing() {
  const state: Pick<OpenedDatabase, "figures" | "indexGeneration"> = testDatabase();
  const metrics = testMetrics({
    ...testDatabase(),
    figures: () => state.figures(),
    indexGeneration: () => state.indexGeneration(),
  });
  return { state, metrics };
}

const away = () => Promise.reject(new Error("down"));
const hanging = () => new Promise<never>(() => {});

it("shows what is stored", async () => {
  const text = await testMetrics().text();
  expect(
    samples(text, ...Object.values(familyGroups["What is stored"]).map(({ name }) => name)),
  ).toEqual([
    "copilot_store_up 1",
    expect.stringMatching(/^copilot_figures_timestamp_seconds \d{10}(\.\d+)?$/),
    expect.stringMatching(/^copilot_figures_duration_seconds \d/),
    "copilot_database_size_bytes 65536",
    "copilot_owners 1",
    "copilot_sessions 1",
    'copilot_sessions_by_source{source="vscode",visibility="private"} 1',
    "copilot_messages 4",
    'copilot_messages_by_role{role="assistant"} 3',
    'copilot_messages_by_role{role="user"} 1',
    'copilot_messages_by_model{model="gpt-5"} 3',
    "copilot_workspaces 2",
    "copilot_tool_calls 3",
    'copilot_tool_calls_by_tool{tool="read",outcome="ok"} 2',
    'copilot_tool_calls_by_tool{tool="other",outcome="failed"} 1',
    'copilot_intents{kind="command",value="explain"} 1',
    'copilot_intents{kind="mode",value="agent"} 1',
    'copilot_tokens{model="gpt-5",kind="completion"} 40',
    'copilot_tokens{model="gpt-5",kind="prompt"} 120',
    'copilot_secrets_redacted{rule="github-token"} 2',
    'copilot_vectors{generation="one"} 2',
    'copilot_vectors{generation="other"} 3',
    "copilot_messages_without_vector 1",
  ]);
  expect(samples(text, "copilot_last_import_", "copilot_source_files")).toEqual([
    "copilot_last_import_timestamp_seconds 1750000101.5",
    "copilot_last_import_duration_seconds 1.5",
    "copilot_last_import_files_read 2",
    "copilot_last_import_files_failed 1",
    "copilot_last_import_sessions_added 1",
    "copilot_last_import_messages_added 1",
    'copilot_source_files{state="failed"} 1',
    'copilot_source_files{state="read"} 2',
  ]);
});

it("says nothing of an import before the first has finished", async () => {
  const { state, metrics } = changing();
  state.figures = async () => ({ ...storedFigures, lastImport: undefined });
  expect(samples(await metrics.text(), "copilot_last_import_")).toEqual([]);
});

it("shows what the database said last while it is away, and that it is away", async () => {
  const { state, metrics } = changing();
  const before = samples(await metrics.text(), "copilot_sessions ", "copilot_figures_");
  Object.assign(state, { figures: away, indexGeneration: away });
  const text = await metrics.text();
  expect(samples(text, "copilot_store_up")).toEqual(["copilot_store_up 0"]);
  expect(samples(text, "copilot_sessions ", "copilot_figures_")).toEqual(before);

  Object.assign(state, testDatabase());
  expect(samples(await metrics.text(), "copilot_store_up")).toEqual(["copilot_store_up 1"]);
});

it("says nothing of a database that was never there but that", async () => {
  const { state, metrics } = changing();
  Object.assign(state, { figures: away, indexGeneration: away });
  const names = Object.values(familyGroups["What is stored"]).map(({ name }) => name);
  expect(samples(await metrics.text(), ...names)).toEqual(["copilot_store_up 0"]);
});

it("waits a moment only for a database that does not answer", async () => {
  const { state, metrics } = changing();
  Object.assign(state, { figures: hanging, indexGeneration: hanging });
  const startedAt = performance.now();
  const text = await metrics.text();
  expect(performance.now() - startedAt).toBeLessThan(500);
  expect(samples(text, "copilot_store_up")).toEqual(["copilot_store_up 0"]);
});

it("counts what is stored once for many scrapes", async () => {
  const { state, metrics } = changing();
  let counts = 0;
  state.figures = async () => {
    counts += 1;
    return storedFigures;
  };
  await Promise.all([metrics.text(), metrics.text(), metrics.families()]);
  await metrics.samples();
  expect(counts).toBe(1);
});

it("has the figures at the first scrape after it was warmed up", async () => {
  const { state, metrics } = changing();
  let isCounted = false;
  state.figures = async () => {
    await new Promise((resolve) => setTimeout(resolve, 70));
    isCounted = true;
    return storedFigures;
  };
  await metrics.warmUp();
  expect(isCounted).toBe(false);
  await new Promise((resolve) => setTimeout(resolve, 70));
  expect(samples(await metrics.text(), "copilot_sessions ")).toEqual(["copilot_sessions 1"]);
});

it("takes series away whose value is not stored any more", async () => {
  const figures: Figures = { ...storedFigures };
  const database = { ...testDatabase(), figures: async () => figures };
  const metrics = testMetrics(database);
  await metrics.text();
  figures.models = [{ model: "other-model", count: 1 }];
  expect(samples(await metrics.text(), "copilot_messages_by_model")).toEqual([
    'copilot_messages_by_model{model="other-model"} 1',
  ]);
});

it("cuts names that come from chats, and adds up those that are the same then", async () => {
  const { state, metrics } = changing();
  const long = "x".repeat(100);
  state.figures = async () => ({
    ...storedFigures,
    models: [
      { model: `${long}a`, count: 1 },
      { model: `${long}b`, count: 2 },
      { model: 'a"\n\\', count: 3 },
      { model: "\ud800", count: 4 },
      { model: undefined, count: 5 },
      { model: "other", count: 6 },
    ],
  });
  expect(samples(await metrics.text(), "copilot_messages_by_model")).toEqual([
    `copilot_messages_by_model{model="${long}"} 3`,
    'copilot_messages_by_model{model="a\\"\\n\\\\"} 3',
    'copilot_messages_by_model{model="\ufffd"} 4',
    'copilot_messages_by_model{model="other"} 11',
  ]);
});

it("gives families with their values to programs", async () => {
  const metrics = testMetrics();
  metrics.recordImport({ ...emptyReport(), durationMs: 100 });
  const all = await metrics.families();
  expect(all.find(({ name }) => name === "copilot_vectors")).toEqual({
    name: "copilot_vectors",
    type: "gauge",
    help: "Messages that have their vector.",
    samples: [
      { name: "copilot_vectors", labels: { generation: "one" }, value: 2 },
      { name: "copilot_vectors", labels: { generation: "other" }, value: 3 },
    ],
  });
  const durations = all.find(({ name }) => name === "copilot_import_duration_seconds");
  expect(durations?.samples[0]).toEqual({
    name: "copilot_import_duration_seconds_bucket",
    labels: { le: "0.1" },
    value: 1,
  });
  metrics.watchProcess();
  const values = (await metrics.families()).flatMap(({ samples }) => samples);
  expect(values.filter(({ value }) => JSON.stringify(value) === "null")).toEqual([]);
});

it("keeps what a snapshot is for: figures, and no bucket, no route and no version", async () => {
  const metrics = testMetrics();
  metrics.watchProcess();
  metrics.recordSearch(foundSession);
  const request = { server: "api", method: "GET", route: "/api/stats" } as const;
  metrics.recordRequest({ ...request, status: 500, durationSeconds: 0.02 });
  const names = new Set((await metrics.samples()).map(({ name }) => name));
  const declared: string[] = Object.values(families).map(({ name }) => name);
  expect([...names].filter((name) => !declared.includes(name))).toEqual([]);
  expect([...names]).toEqual(
    expect.arrayContaining(["copilot_sessions", "copilot_tokens", "copilot_searches_total"]),
  );
  expect(
    [...names].filter((name) => /http_(requests_total|errors)|duration_seconds_|build/.test(name)),
  ).toEqual([]);
});

it("shares no figures between two servers in one process", async () => {
  const [one, other] = [testMetrics(), testMetrics()];
  one.recordSearch(foundSession);
  expect(samples(await other.text(), 'copilot_searches_total{mode="hybrid"}')).toEqual([
    'copilot_searches_total{mode="hybrid"} 0',
  ]);
});

it("explains every family, those of the process included", async () => {
  const metrics = testMetrics();
  const namesIn = async () =>
    [...(await metrics.text()).matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name);
  const own = await namesIn();
  expect(own).toEqual(Object.values(families).map(({ name }) => name));
  expect(own.length).toBeGreaterThanOrEqual(24);

  metrics.watchProcess();
  const all = await namesIn();
  expect(all).toEqual(
    expect.arrayContaining(["process_cpu_seconds_total", "nodejs_eventloop_lag_p99_seconds"]),
  );
  const helped = [...(await metrics.text()).matchAll(/^# HELP (\S+) \S/gm)].map(([, name]) => name);
  expect(helped).toEqual(all);
});
