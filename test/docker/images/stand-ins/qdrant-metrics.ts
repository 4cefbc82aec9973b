import { readdirSync } from "node:fs";
import type { Collection } from "./qdrant-collections.ts";

const prefix = process.env.QDRANT__SERVICE__METRICS_PREFIX ?? "";
const bucketSeconds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

interface Responses {
  labels: string;
  isSuccess: boolean;
  seconds: number[];
}

const responses = new Map<string, Responses>();

/** Qdrant counts the requests to points and indexes alone. */
export function observe(method: string, path: string, statusCode: number, seconds: number) {
  const endpoint = path.replace(/^\/collections\/[^/]+/, "/collections/{collection_name}");
  if (!/^\/collections\/\{collection_name\}\/(points|index)/.test(endpoint)) return;
  const labels = `method="${method}",endpoint="${endpoint}",status="${statusCode}"`;
  const entry = responses.get(labels) ?? { labels, isSuccess: statusCode === 200, seconds: [] };
  entry.seconds.push(seconds);
  responses.set(labels, entry);
}

/** The metric families of Qdrant that say something about one node without a cluster. */
export function metrics(collections: Map<string, Collection>, version: string): string {
  const each = (sample: (name: string, collection: Collection) => string) =>
    [...collections].map(([name, collection]) => sample(name, collection));
  const memory = process.memoryUsage();
  const counted = [...responses.values()];
  const pointCount = [...collections.values()].reduce((sum, it) => sum + it.points.length, 0);
  const families: [string, string, string[]][] = [
    ["app_info", "gauge", [`{name="qdrant",version="${version}"} 1`]],
    ["app_status_recovery_mode", "gauge", [" 0"]],
    ["collections_total", "gauge", [` ${collections.size}`]],
    ["collections_vector_total", "gauge", [` ${pointCount}`]],
    ["collection_points", "gauge", each((name, it) => `{id="${name}"} ${it.points.length}`)],
    ["collection_running_optimizations", "gauge", each((name) => `{id="${name}"} 0`)],
    ["collection_dead_replicas", "gauge", [" 0"]],
    ["cluster_enabled", "gauge", [" 0"]],
    [
      "rest_responses_total",
      "counter",
      counted.map(({ labels, seconds }) => `{${labels}} ${seconds.length}`),
    ],
    [
      "rest_responses_duration_seconds",
      "histogram",
      counted.filter(({ isSuccess }) => isSuccess).flatMap(histogram),
    ],
    ["memory_resident_bytes", "gauge", [` ${memory.rss}`]],
    ["memory_allocated_bytes", "gauge", [` ${memory.heapUsed}`]],
    ["memory_active_bytes", "gauge", [` ${memory.heapTotal}`]],
    ["process_open_fds", "gauge", [` ${readdirSync("/proc/self/fd").length}`]],
    ["process_threads", "gauge", [` ${readdirSync("/proc/self/task").length}`]],
  ];
  return families.map(family).join("");
}

function family([name, type, samples]: [string, string, string[]]): string {
  if (samples.length === 0) return "";
  const lines = samples.map((sample) => `${prefix}${name}${sample}\n`);
  return `# HELP ${prefix}${name} ${name}\n# TYPE ${prefix}${name} ${type}\n${lines.join("")}`;
}

function histogram({ labels, seconds }: Responses): string[] {
  const below = (limit: number) => seconds.filter((one) => one <= limit).length;
  const buckets = bucketSeconds.map((limit) => `_bucket{${labels},le="${limit}"} ${below(limit)}`);
  const sum = seconds.reduce((total, one) => total + one, 0);
  return [
    ...buckets,
    `_bucket{${labels},le="+Inf"} ${seconds.length}`,
    `_sum{${labels}} ${sum}`,
    `_count{${labels}} ${seconds.length}`,
  ];
}
