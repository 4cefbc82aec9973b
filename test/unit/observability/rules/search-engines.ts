import type { AlertCase, RecordingCase } from "./case.ts";

const qdrant = 'job="qdrant",instance="qdrant:6333"';
const answers = (status: string) =>
  `qdrant_rest_responses_total{${qdrant},endpoint="/collections/{name}/points/query",method="POST",status="${status}"}`;
const qdrantLabels = { job: "qdrant", instance: "qdrant:6333" };

export const qdrantCases: AlertCase[] = [
  {
    alert: "QdrantErrors",
    name: "fires when more than one in twenty fails",
    series: { [answers("200")]: "0+90x20", [answers("500")]: "0+10x20" },
    at: "15m",
    firing: [
      {
        labels: { job: "qdrant" },
        description: "Qdrant fails 10% of its requests; search answers from full text alone.",
      },
    ],
  },
  {
    alert: "QdrantErrors",
    name: "stays quiet when fewer fail, and when callers are wrong",
    series: {
      [answers("200")]: "0+90x20",
      [answers("500")]: "0+4x20",
      [answers("404")]: "0+20x20",
    },
    at: "15m",
  },
  {
    alert: "QdrantErrors",
    name: "stays quiet when the only request of a minute fails",
    series: { [answers("500")]: "0+1x20" },
    at: "15m",
  },
  {
    alert: "QdrantErrors",
    name: "stays quiet without requests",
    series: { [answers("200")]: "9x20", [answers("500")]: "9x20" },
    at: "15m",
  },
  {
    alert: "QdrantRecoveryMode",
    name: "fires in recovery mode",
    series: { [`qdrant_app_status_recovery_mode{${qdrant}}`]: "1x5" },
    at: "1m",
    firing: [
      {
        labels: qdrantLabels,
        description: "Qdrant at qdrant:6333 runs in recovery mode. See its log.",
      },
    ],
  },
  {
    alert: "QdrantRecoveryMode",
    name: "stays quiet otherwise",
    series: { [`qdrant_app_status_recovery_mode{${qdrant}}`]: "0x5" },
    at: "5m",
  },
  {
    alert: "QdrantReplicasDead",
    name: "fires when replicas are dead for ten minutes",
    series: {
      [`qdrant_collection_dead_replicas{${qdrant},id="chats"}`]: "2x20",
      [`qdrant_collection_dead_replicas{${qdrant},id="other"}`]: "0x20",
    },
    at: "10m",
    firing: [
      { labels: qdrantLabels, description: "A collection of qdrant:6333 has 2 dead replicas." },
    ],
  },
  {
    alert: "QdrantReplicasDead",
    name: "stays quiet when they are back earlier",
    series: { [`qdrant_collection_dead_replicas{${qdrant},id="chats"}`]: "2x8 0x20" },
    at: "15m",
  },
  {
    alert: "QdrantMapsNearLimit",
    name: "fires above four fifths of the limit",
    series: {
      [`qdrant_process_open_mmaps{${qdrant}}`]: "9x20",
      [`qdrant_system_max_mmaps{${qdrant}}`]: "10x20",
    },
    at: "10m",
    firing: [
      {
        labels: qdrantLabels,
        description: "Qdrant at qdrant:6333 uses 90% of vm.max_map_count.",
      },
    ],
  },
  {
    alert: "QdrantMapsNearLimit",
    name: "stays quiet at four fifths",
    series: {
      [`qdrant_process_open_mmaps{${qdrant}}`]: "8x20",
      [`qdrant_system_max_mmaps{${qdrant}}`]: "10x20",
    },
    at: "15m",
  },
];

export const qdrantRecordingCases: RecordingCase[] = [
  {
    record: "job_endpoint:qdrant_rest_responses_duration_seconds:p95_5m",
    name: "Qdrant's slow answers count by endpoint",
    series: {
      [`qdrant_rest_responses_duration_seconds_bucket{${qdrant},endpoint="/a",le="1"}`]: "0+90x10",
      [`qdrant_rest_responses_duration_seconds_bucket{${qdrant},endpoint="/a",le="2"}`]: "0+100x10",
      [`qdrant_rest_responses_duration_seconds_bucket{${qdrant},endpoint="/a",le="+Inf"}`]:
        "0+100x10",
    },
    at: "10m",
    samples: {
      '{job="qdrant",endpoint="/a"}': 1.5,
    },
  },
];

const redis = 'job="redis-exporter",instance="redis-exporter:9121"';
const redisLabels = { job: "redis-exporter", instance: "redis-exporter:9121" };

export const redisCases: AlertCase[] = [
  {
    alert: "RedisDown",
    name: "fires after three minutes",
    series: { [`redis_up{${redis}}`]: "1x3 0x10" },
    at: "7m",
    firing: [
      {
        labels: redisLabels,
        description: "Redis behind redis-exporter:9121 does not answer; nothing is cached.",
      },
    ],
  },
  {
    alert: "RedisDown",
    name: "stays quiet when it restarts within a minute",
    series: { [`redis_up{${redis}}`]: "1x3 0 1x10" },
    at: "7m",
  },
  {
    alert: "RedisEvicting",
    name: "fires when it forgets more than a key a second",
    series: { [`redis_evicted_keys_total{${redis}}`]: "0+120x60" },
    at: "50m",
    firing: [
      {
        labels: redisLabels,
        description: "Redis behind redis-exporter:9121 evicts 2 keys per second.",
      },
    ],
  },
  {
    alert: "RedisEvicting",
    name: "stays quiet when it forgets just fewer",
    series: { [`redis_evicted_keys_total{${redis}}`]: "0+59x60" },
    at: "50m",
  },
  {
    alert: "RedisRejectingConnections",
    name: "fires when it refuses connections for minutes",
    series: { [`redis_rejected_connections_total{${redis}}`]: "0+1x20" },
    at: "12m",
    firing: [
      {
        labels: redisLabels,
        description:
          "Redis behind redis-exporter:9121 refused 5 connections in 5 minutes:" +
          " it has as many as it may.",
      },
    ],
  },
  {
    alert: "RedisRejectingConnections",
    name: "stays quiet when it has refused some once",
    series: { [`redis_rejected_connections_total{${redis}}`]: "0x3 9x20" },
    at: "12m",
  },
];

export const redisRecordingCases: RecordingCase[] = [
  {
    record: "instance:redis_hits:ratio_rate5m",
    name: "three hits for a miss are three quarters",
    series: {
      [`redis_keyspace_hits_total{${redis}}`]: "0+30x10",
      [`redis_keyspace_misses_total{${redis}}`]: "0+10x10",
    },
    at: "10m",
    samples: { [`{${redis}}`]: 0.75 },
  },
];
