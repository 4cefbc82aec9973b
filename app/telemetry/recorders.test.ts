import { expect, it } from "vitest";
import type { BackupFigures } from "../backup/catalogue/figures.ts";
import { foundSession, testDatabase, testMetrics } from "../http/testing.ts";
import { emptyReport } from "../import/report.ts";
import { chatMetrics } from "./metrics.ts";

/** The lines of a Prometheus text that begin so, in their order. */
const samples = (text: string, ...starts: string[]) =>
  text.split("\n").filter((line) => starts.some((start) => line.startsWith(start)));

/** The same without those that are 0. */
const counted = (text: string, ...starts: string[]) =>
  samples(text, ...starts).filter((line) => !line.endsWith(" 0"));

it("counts requests and errors by route, and those under way", async () => {
  const metrics = testMetrics();
  const ended = [metrics.requestBegins("api"), metrics.requestBegins("api")];
  ended[0]?.();
  const request = { server: "api", method: "GET", route: "/api/stats" } as const;
  metrics.recordRequest({ ...request, status: 200, durationSeconds: 0.02 });
  metrics.recordRequest({ ...request, status: 503, durationSeconds: 0.2 });
  const text = await metrics.text();
  const labels = 'server="api",method="GET",route="/api/stats"';
  expect(samples(text, "copilot_http_requests", "copilot_http_errors")).toEqual([
    `copilot_http_requests_total{${labels},status_class="2xx"} 1`,
    `copilot_http_requests_total{${labels},status_class="5xx"} 1`,
    `copilot_http_errors_total{${labels},status="503"} 1`,
    'copilot_http_requests_in_flight{server="api"} 1',
  ]);
  const buckets = samples(text, "copilot_http_request_duration_seconds_bucket");
  expect(buckets).toHaveLength(2 * 13);
  expect(buckets.filter((line) => line.includes("2xx") && line.endsWith(" 0"))).toHaveLength(4);
});

it("counts searches by the mode that answered, from zero on", async () => {
  const metrics = testMetrics();
  expect(samples(await metrics.text(), "copilot_searches")).toEqual([
    'copilot_searches_total{mode="hybrid"} 0',
    'copilot_searches_total{mode="text"} 0',
    'copilot_searches_total{mode="semantic"} 0',
    "copilot_searches_without_hits_total 0",
  ]);

  metrics.recordSearch({ ...foundSession, tookMs: 20 });
  metrics.recordSearch({ ...foundSession, hits: [], modeUsed: "text" });
  const text = await metrics.text();
  expect(samples(text, "copilot_searches")).toEqual([
    'copilot_searches_total{mode="hybrid"} 1',
    'copilot_searches_total{mode="text"} 1',
    'copilot_searches_total{mode="semantic"} 0',
    "copilot_searches_without_hits_total 1",
  ]);
  expect(samples(text, 'copilot_search_duration_seconds_bucket{le="0.01",mode="h')).toEqual([
    'copilot_search_duration_seconds_bucket{le="0.01",mode="hybrid"} 0',
  ]);
  expect(samples(text, 'copilot_search_duration_seconds_sum{mode="h')).toEqual([
    'copilot_search_duration_seconds_sum{mode="hybrid"} 0.02',
  ]);
});

it("tells how long each part of a search took, and why words alone answered", async () => {
  const { search, text } = testMetrics();
  search.leg("vectors", 0.03);
  search.leg("vectors", 0.01);
  search.fallback("no_vectors");
  const start = "copilot_search_leg_duration_seconds";
  expect(counted(await text(), `${start}_sum`, `${start}_count`)).toEqual([
    `${start}_sum{leg="vectors"} 0.04`,
    `${start}_count{leg="vectors"} 2`,
  ]);
  expect(samples(await text(), "copilot_search_fallbacks")).toEqual([
    'copilot_search_fallbacks_total{reason="no_words"} 0',
    'copilot_search_fallbacks_total{reason="no_vectors"} 1',
    'copilot_search_fallbacks_total{reason="unavailable"} 0',
    'copilot_search_fallbacks_total{reason="too_slow"} 0',
    'copilot_search_fallbacks_total{reason="failed"} 0',
    'copilot_search_fallbacks_total{reason="text_unavailable"} 0',
    'copilot_search_fallbacks_total{reason="text_too_slow"} 0',
    'copilot_search_fallbacks_total{reason="text_failed"} 0',
  ]);
});

it("tells what becomes of the calls of the cache", async () => {
  const { cache, text } = testMetrics();
  expect(counted(await text(), "copilot_cache_")).toEqual([]);
  cache.read("hit");
  cache.read("hit");
  cache.read("failure");
  cache.write("too_large");
  cache.dropped("room");
  cache.size(3, 120);
  expect(samples(await text(), "copilot_cache_")).toEqual([
    'copilot_cache_reads_total{result="hit"} 2',
    'copilot_cache_reads_total{result="miss"} 0',
    'copilot_cache_reads_total{result="failure"} 1',
    'copilot_cache_writes_total{result="kept"} 0',
    'copilot_cache_writes_total{result="too_large"} 1',
    'copilot_cache_writes_total{result="failure"} 0',
    'copilot_cache_dropped_total{reason="room"} 1',
    'copilot_cache_dropped_total{reason="age"} 0',
    "copilot_cache_entries 3",
    "copilot_cache_size_bytes 120",
  ]);
});

it("tells in which state a circuit breaker is, and how often it has opened", async () => {
  const { circuit, text } = testMetrics();
  const changed = circuit("redis");
  const states = async () => samples(await text(), "copilot_circuit_");
  const lines = (closed: number, halfOpen: number, open: number, openings: number) => [
    `copilot_circuit_state{circuit="redis",state="closed"} ${closed}`,
    `copilot_circuit_state{circuit="redis",state="half-open"} ${halfOpen}`,
    `copilot_circuit_state{circuit="redis",state="open"} ${open}`,
    `copilot_circuit_openings_total{circuit="redis"} ${openings}`,
  ];
  expect(await states()).toEqual(lines(1, 0, 0, 0));
  changed("open");
  expect(await states()).toEqual(lines(0, 0, 1, 1));
  changed("half-open");
  expect(await states()).toEqual(lines(0, 1, 0, 1));
});

it("counts imports of this process, and what they stored", async () => {
  const metrics = testMetrics();
  const counts = { filesRead: 5, filesFailed: 1, sessionsAdded: 2, messagesUpdated: 3 };
  metrics.recordImport({ ...emptyReport(), ...counts, durationMs: 2_000 });
  metrics.recordImport({ ...emptyReport(), interrupted: true });
  metrics.recordImport(undefined);
  const text = await metrics.text();
  expect(samples(text, "copilot_imports_", "copilot_imported_")).toEqual([
    'copilot_imports_total{outcome="finished"} 1',
    'copilot_imports_total{outcome="interrupted"} 1',
    'copilot_imports_total{outcome="failed"} 1',
    'copilot_imported_files_total{outcome="read"} 5',
    'copilot_imported_files_total{outcome="failed"} 1',
    'copilot_imported_sessions_total{outcome="added"} 2',
    'copilot_imported_sessions_total{outcome="updated"} 0',
    'copilot_imported_messages_total{outcome="added"} 0',
    'copilot_imported_messages_total{outcome="updated"} 3',
  ]);
  expect(samples(text, "copilot_import_duration_seconds_sum")).toEqual([
    "copilot_import_duration_seconds_sum 2",
  ]);
});

it("counts what collectors send by outcome, from zero on, and what is refused by reason", async () => {
  const metrics = testMetrics();
  expect(samples(await metrics.text(), "copilot_ingest")).toEqual([
    'copilot_ingested_sessions_total{outcome="added"} 0',
    'copilot_ingested_sessions_total{outcome="updated"} 0',
    'copilot_ingested_sessions_total{outcome="unchanged"} 0',
    'copilot_ingested_sessions_total{outcome="refused"} 0',
    "copilot_ingested_secrets_redacted_total 0",
  ]);
  const sessions = [
    { id: "vscode:1", outcome: "added" as const },
    { id: "vscode:2", outcome: "added" as const },
    { id: null, outcome: "refused" as const },
  ];
  metrics.recordIngest({ sessions, secretsRedacted: 3 });
  metrics.recordIngestRefusal("quota_exceeded");
  expect(samples(await metrics.text(), "copilot_ingest")).toEqual([
    'copilot_ingested_sessions_total{outcome="added"} 2',
    'copilot_ingested_sessions_total{outcome="updated"} 0',
    'copilot_ingested_sessions_total{outcome="unchanged"} 0',
    'copilot_ingested_sessions_total{outcome="refused"} 1',
    "copilot_ingested_secrets_redacted_total 3",
    'copilot_ingest_refusals_total{reason="quota_exceeded"} 1',
  ]);
});

it("tells of backups once there are some, and keeps the last good one in mind", async () => {
  const { backups, text } = testMetrics();
  const lines = async () => samples(await text(), "copilot_backup", "copilot_restore");
  expect(await lines()).toEqual([]);
  const run = { finishedAt: 1_750_000_060_000, durationSeconds: 7, sizeBytes: 20 };
  backups.backup({ ...run, outcome: "succeeded" });
  backups.backup({ ...run, outcome: "failed", finishedAt: 1_750_000_090_000, sizeBytes: 0 });
  backups.restore({ outcome: "succeeded", finishedAt: 1_750_000_110_000 });
  backups.restore({ outcome: "failed", finishedAt: 1_750_000_120_000 });
  expect(await lines()).toEqual([
    'copilot_backups_total{outcome="succeeded"} 1',
    'copilot_backups_total{outcome="failed"} 1',
    "copilot_backup_duration_seconds 7",
    "copilot_backup_size_bytes 20",
    "copilot_backup_last_success_timestamp_seconds 1750000060",
    'copilot_restores_total{outcome="succeeded"} 1',
    'copilot_restores_total{outcome="failed"} 1',
    "copilot_restore_last_success_timestamp_seconds 1750000110",
  ]);
});

it("tells what the catalogue knows of the backups of other processes", async () => {
  const figures: BackupFigures = {
    newest: { startedAt: 1_750_000_000_000, sizeBytes: 10 },
    verifiedAt: 1_750_000_060_000,
    byType: [
      { type: "full", count: 2, hasFailed: false },
      { type: "vectors", count: 0, hasFailed: true },
    ],
  };
  const database = testDatabase();
  const parts = { database, version: "1", embedder: { generation: "one" } };
  const { text } = chatMetrics({ ...parts, backups: async () => figures });
  expect(samples(await text(), "copilot_backup")).toEqual([
    "copilot_backup_size_bytes 10",
    "copilot_backup_last_success_timestamp_seconds 1750000000",
    "copilot_backup_last_verified_timestamp_seconds 1750000060",
    'copilot_backups_stored{type="full"} 2',
    'copilot_backups_stored{type="vectors"} 0',
    'copilot_backup_last_run_failed{type="full"} 0',
    'copilot_backup_last_run_failed{type="vectors"} 1',
  ]);
});
