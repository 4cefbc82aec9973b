import { anyRequest, failedRequest, requestDurationBucket } from "./requests.ts";
import type { RecordingRule } from "./rules.ts";

/** Of the application, without health checks and scrapes. */
export const appRecordingRules: RecordingRule[] = [
  {
    record: "job_route:copilot_http_requests:rate5m",
    expr: `sum by (job, route) (rate(${anyRequest}[5m]))`,
  },
  {
    record: "job_route:copilot_http_errors:rate5m",
    expr: `sum by (job, route) (rate(${failedRequest}[5m]))`,
  },
  {
    record: "job_route:copilot_http_request_duration_seconds:p95_5m",
    expr: `histogram_quantile(0.95, sum by (job, route, le) (rate(${requestDurationBucket}[5m])))`,
  },
  {
    record: "job_route:copilot_http_request_duration_seconds:p99_5m",
    expr: `histogram_quantile(0.99, sum by (job, route, le) (rate(${requestDurationBucket}[5m])))`,
  },
];

/** Of the machine. */
export const hostRecordingRules: RecordingRule[] = [
  {
    record: "instance:node_cpu_utilisation:rate5m",
    expr: '1 - avg by (job, instance) (sum without (mode) (rate(node_cpu_seconds_total{mode=~"idle|iowait|steal"}[5m])))',
  },
  {
    record: "instance:node_memory_utilisation:ratio",
    expr: "1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes",
  },
  {
    record: "instance:node_load1_per_cpu:ratio",
    expr: 'node_load1 / count by (job, instance) (node_cpu_seconds_total{mode="idle"})',
  },
];

/** Of the containers of this stack, by service. */
export const containerRecordingRules: RecordingRule[] = [
  {
    record: "service:container_cpu_usage:rate5m",
    expr: 'sum by (service) (rate(container_cpu_usage_seconds_total{service!=""}[5m]))',
  },
  {
    record: "service:container_memory:ratio_of_limit",
    // 0 stands for no limit.
    expr:
      'max by (service) (container_memory_working_set_bytes{service!=""})' +
      ' / (max by (service) (container_spec_memory_limit_bytes{service!=""}) > 0)',
  },
  {
    record: "service:container_cpu_throttled:ratio_rate5m",
    expr:
      'sum by (service) (rate(container_cpu_cfs_throttled_periods_total{service!=""}[5m]))' +
      ' / sum by (service) (rate(container_cpu_cfs_periods_total{service!=""}[5m]))',
  },
];

/** Of Loki. */
export const lokiRecordingRules: RecordingRule[] = [
  {
    record: "job_route:loki_request_duration_seconds:p99_5m",
    expr: "histogram_quantile(0.99, sum by (job, route, le) (rate(loki_request_duration_seconds_bucket[5m])))",
  },
];

/** Of Qdrant; it measures answers with status 200 alone. */
export const qdrantRecordingRules: RecordingRule[] = [
  {
    record: "job_endpoint:qdrant_rest_responses_duration_seconds:p95_5m",
    expr: "histogram_quantile(0.95, sum by (job, endpoint, le) (rate(qdrant_rest_responses_duration_seconds_bucket[5m])))",
  },
];

/** Of Redis. */
export const redisRecordingRules: RecordingRule[] = [
  {
    record: "instance:redis_hits:ratio_rate5m",
    expr:
      "rate(redis_keyspace_hits_total[5m])" +
      " / (rate(redis_keyspace_hits_total[5m]) + rate(redis_keyspace_misses_total[5m]))",
  },
];
