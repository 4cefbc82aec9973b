import type { Alert } from "../rules.ts";

/** Of Redis, as its exporter sees it. */
export const redisAlerts: Alert[] = [
  {
    alert: "RedisDown",
    expr: "max_over_time(redis_up[2m]) == 0",
    for: "1m",
    severity: "critical",
    summary: "Redis does not answer.",
    description: "Redis behind {{ $labels.instance }} does not answer; nothing is cached.",
  },
  {
    alert: "RedisEvicting",
    // A full cache is as it should be; one that forgets every second is too small.
    expr: "rate(redis_evicted_keys_total[15m]) > 1",
    for: "30m",
    severity: "warning",
    summary: "Redis is too small for what is cached.",
    description:
      "Redis behind {{ $labels.instance }} evicts {{ $value | humanize }} keys per second.",
  },
  {
    alert: "RedisRejectingConnections",
    expr: "increase(redis_rejected_connections_total[5m]) > 0",
    for: "5m",
    severity: "warning",
    summary: "Redis refuses connections.",
    description:
      "Redis behind {{ $labels.instance }} refused {{ $value | humanize }} connections" +
      " in 5 minutes: it has as many as it may.",
  },
];
