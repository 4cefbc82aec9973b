import { BytesIEC, Short } from "@grafana/grafana-foundation-sdk/units";
import type { Row } from "../dashboard.ts";
import { shareSeries, timeSeries } from "../panels.ts";

/** The vector database and the cache. */
export function searchEnginesRow(): Row {
  return { id: 600, title: "Qdrant and Redis", panels: [vectors(), cacheMemory(), cacheHits()] };
}

const width = 8;

function vectors() {
  return timeSeries({
    title: "Vectors in Qdrant",
    description: "Vectors in all collections; none while no chats are indexed there.",
    width,
    unit: Short,
    queries: { Vectors: "sum(qdrant_collections_vector_total)" },
  }).decimals(0);
}

function cacheMemory() {
  return timeSeries({
    title: "Memory of Redis",
    description: "What the cache holds. At its limit it forgets what was not used for longest.",
    width,
    unit: BytesIEC,
    queries: { Used: "sum(redis_memory_used_bytes)", Limit: "sum(redis_memory_max_bytes)" },
  });
}

function cacheHits() {
  const rate = (counter: string) => `sum(rate(redis_keyspace_${counter}_total[$__rate_interval]))`;
  return shareSeries({
    title: "Lookups that Redis could answer",
    description: "Share of hits among all lookups; empty while nobody looks anything up.",
    width,
    queries: { Hits: `${rate("hits")} / (${rate("hits")} + ${rate("misses")} > 0)` },
  });
}
