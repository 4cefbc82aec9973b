import { alertmanagerAlerts } from "./alerts/alertmanager.ts";
import { appAlerts } from "./alerts/app.ts";
import { containerAlerts } from "./alerts/containers.ts";
import { hostAlerts } from "./alerts/host.ts";
import { alloyAlerts, lokiAlerts, promtailAlerts } from "./alerts/logs.ts";
import { certificateAlerts, probeAlerts } from "./alerts/probes.ts";
import { prometheusAlerts } from "./alerts/prometheus.ts";
import { qdrantAlerts } from "./alerts/qdrant.ts";
import { redisAlerts } from "./alerts/redis.ts";
import { targetAlerts } from "./alerts/targets.ts";
import {
  appRecordingRules,
  containerRecordingRules,
  hostRecordingRules,
  lokiRecordingRules,
  qdrantRecordingRules,
  redisRecordingRules,
} from "./recording-rules.ts";
import type { RuleGroup } from "./rules.ts";
import { burnAlerts, objectiveRules } from "./slo.ts";

interface ConditionalGroup extends RuleGroup {
  /** Job without which the rules have nothing to look at; none for rules that are always there. */
  job?: string;
}

/** The rules for whatever the given jobs scrape. */
export function ruleGroups(jobs: string[]): RuleGroup[] {
  return [
    { name: "targets", rules: targetAlerts(jobs) },
    ...conditionalGroups
      .filter(({ job }) => job === undefined || jobs.includes(job))
      .map(({ name, rules }) => ({ name, rules })),
  ];
}

const conditionalGroups: ConditionalGroup[] = [
  { name: "prometheus", rules: prometheusAlerts },
  // The application may run elsewhere, under any name.
  { name: "app", rules: [...appRecordingRules, ...appAlerts] },
  { name: "objective", rules: [...objectiveRules(), ...burnAlerts()] },
  { name: "alertmanager", job: "alertmanager", rules: alertmanagerAlerts },
  { name: "loki", job: "loki", rules: [...lokiRecordingRules, ...lokiAlerts] },
  { name: "promtail", job: "promtail", rules: promtailAlerts },
  { name: "alloy", job: "alloy", rules: alloyAlerts },
  { name: "containers", job: "cadvisor", rules: [...containerRecordingRules, ...containerAlerts] },
  { name: "host", job: "node-exporter", rules: [...hostRecordingRules, ...hostAlerts] },
  { name: "qdrant", job: "qdrant", rules: [...qdrantRecordingRules, ...qdrantAlerts] },
  { name: "redis", job: "redis-exporter", rules: [...redisRecordingRules, ...redisAlerts] },
  { name: "probes", job: "probe-http", rules: probeAlerts },
  { name: "certificates", job: "probe-certificate", rules: certificateAlerts },
];
