import type { Alert } from "../rules.ts";

/** Of Qdrant, whose metrics have the prefix `qdrant_` by its configuration. */
export const qdrantAlerts: Alert[] = [
  {
    alert: "QdrantErrors",
    expr:
      'sum by (job) (rate(qdrant_rest_responses_total{status=~"5.."}[5m]))' +
      " / sum by (job) (rate(qdrant_rest_responses_total[5m])) > 0.05" +
      " and sum by (job) (rate(qdrant_rest_responses_total[5m])) > 0.02",
    for: "5m",
    severity: "critical",
    summary: "Qdrant fails requests.",
    description:
      "Qdrant fails {{ $value | humanizePercentage }} of its requests;" +
      " search answers from full text alone.",
  },
  {
    alert: "QdrantRecoveryMode",
    expr: "max by (job, instance) (qdrant_app_status_recovery_mode) == 1",
    for: "0s",
    severity: "critical",
    summary: "Qdrant serves nothing because it could not load its collections.",
    description: "Qdrant at {{ $labels.instance }} runs in recovery mode. See its log.",
  },
  {
    alert: "QdrantReplicasDead",
    expr: "max by (job, instance) (qdrant_collection_dead_replicas) > 0",
    for: "10m",
    severity: "critical",
    summary: "A collection of Qdrant has dead replicas.",
    description: "A collection of {{ $labels.instance }} has {{ $value }} dead replicas.",
  },
  {
    alert: "QdrantMapsNearLimit",
    expr:
      "max by (job, instance) (qdrant_process_open_mmaps)" +
      " / max by (job, instance) (qdrant_system_max_mmaps) > 0.8",
    for: "10m",
    severity: "warning",
    summary: "Qdrant is about to run out of memory maps.",
    description:
      "Qdrant at {{ $labels.instance }} uses {{ $value | humanizePercentage }} of vm.max_map_count.",
  },
];
