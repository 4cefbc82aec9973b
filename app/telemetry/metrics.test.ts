import { expect, test } from "vitest";
import { foundSession, testStore } from "../http/testing.ts";
import { chatApp } from "../service.ts";
import { chatMetrics } from "./metrics.ts";

const samples = (text: string, start: string) =>
  text.split("\n").filter((line) => line.startsWith(start));

test("the figures of the store are those of the scrape", async () => {
  const text = await chatMetrics(testStore(), "1.2.3").text();
  expect(text.split("\n")).toEqual(
    expect.arrayContaining([
      "copilot_store_up 1",
      "copilot_sessions 1",
      "copilot_messages 4",
      "copilot_workspaces 2",
      "copilot_tool_calls 3",
      "copilot_database_size_bytes 65536",
      "copilot_last_import_timestamp_seconds 1750000101.5",
      "copilot_last_import_files_failed 1",
      "copilot_last_import_sessions_added 1",
      `copilot_build_info{version="1.2.3",node="${process.version}"} 1`,
    ]),
  );
});

test("a store that fails leaves its figures out and fails no scrape", async () => {
  let isDown = false;
  const store = testStore({
    counts: () => (isDown ? Promise.reject(new Error("down")) : testStore().counts()),
  });
  const metrics = chatMetrics(store, "1.2.3");
  expect(samples(await metrics.text(), "copilot_sessions ")).toEqual(["copilot_sessions 1"]);

  isDown = true;
  const text = await metrics.text();
  expect(samples(text, "copilot_store_up")).toEqual(["copilot_store_up 0"]);
  expect(samples(text, "copilot_sessions ")).toEqual([]);
  expect(samples(text, "copilot_last_import_")).toEqual([]);
  expect(samples(text, "copilot_searches_total")).toHaveLength(2);

  isDown = false;
  expect(samples(await metrics.text(), "copilot_sessions ")).toEqual(["copilot_sessions 1"]);
});

test("before the first import has finished nothing is said of it", async () => {
  for (const lastImport of [
    async () => undefined,
    async () => {
      const last = await testStore().lastImport();
      return last && { ...last, finishedAt: undefined };
    },
  ]) {
    const text = await chatMetrics(testStore({ lastImport }), "1.2.3").text();
    expect(samples(text, "copilot_last_import_")).toEqual([]);
    expect(samples(text, "copilot_store_up")).toEqual(["copilot_store_up 1"]);
  }
});

test("searches are counted by the mode that answered, from zero on", async () => {
  const metrics = chatMetrics(testStore(), "1.2.3");
  expect(samples(await metrics.text(), "copilot_searches")).toEqual([
    'copilot_searches_total{mode="hybrid"} 0',
    'copilot_searches_total{mode="text"} 0',
    "copilot_searches_without_hits_total 0",
  ]);

  metrics.recordSearch({ ...foundSession, tookMs: 20 });
  metrics.recordSearch({ ...foundSession, hits: [], modeUsed: "text" });
  const text = await metrics.text();
  expect(samples(text, "copilot_searches")).toEqual([
    'copilot_searches_total{mode="hybrid"} 1',
    'copilot_searches_total{mode="text"} 1',
    "copilot_searches_without_hits_total 1",
  ]);
  expect(samples(text, 'copilot_search_duration_seconds_bucket{le="0.01",mode="h')).toEqual([
    'copilot_search_duration_seconds_bucket{le="0.01",mode="hybrid"} 0',
  ]);
  expect(samples(text, 'copilot_search_duration_seconds_sum{mode="h')).toEqual([
    'copilot_search_duration_seconds_sum{mode="hybrid"} 0.02',
  ]);
});

test("two servers in one process do not share their figures", async () => {
  const [one, other] = [chatMetrics(testStore(), "1"), chatMetrics(testStore(), "2")];
  one.recordSearch(foundSession);
  expect(samples(await other.text(), 'copilot_searches_total{mode="hybrid"}')).toEqual([
    'copilot_searches_total{mode="hybrid"} 0',
  ]);
});

test("every family is explained, and those of our own have the prefix", async () => {
  const metrics = chatMetrics(testStore(), "1.2.3");
  const own = [...(await metrics.text()).matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name);
  expect(own.filter((name) => !name?.startsWith(chatApp.metricPrefix))).toEqual([]);
  expect(own).toHaveLength(15);

  metrics.watchProcess();
  const text = await metrics.text();
  const families = [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name);
  expect(families).toEqual(
    expect.arrayContaining(["process_cpu_seconds_total", "nodejs_eventloop_lag_p99_seconds"]),
  );
  expect([...text.matchAll(/^# HELP (\S+) \S/gm)].map(([, name]) => name)).toEqual(families);
});
