import { alertmanagerCases } from "./alertmanager.ts";
import { appCases, appRecordingCases } from "./app.ts";
import type { Subject } from "./case.ts";
import { containerCases, containerRecordingCases } from "./containers.ts";
import { hostCases, hostRecordingCases } from "./host.ts";
import { alloyCases, lokiCases, lokiRecordingCases, promtailCases } from "./logs.ts";
import { objectiveCases, objectiveRecordingCases } from "./objective.ts";
import { certificateCases, probeCases } from "./probes.ts";
import { prometheusCases } from "./prometheus.ts";
import {
  qdrantCases,
  qdrantRecordingCases,
  redisCases,
  redisRecordingCases,
} from "./search-engines.ts";
import { targetCases } from "./targets.ts";

/** What is known of every group of rules, by its name. */
export const subjects: Record<string, Subject> = {
  targets: { alerts: targetCases },
  prometheus: { alerts: prometheusCases },
  app: { alerts: appCases, recordings: appRecordingCases },
  // Days of it take long by the minute.
  objective: {
    alerts: objectiveCases,
    recordings: objectiveRecordingCases,
    evaluateEvery: "5m",
  },
  alertmanager: { alerts: alertmanagerCases },
  loki: { alerts: lokiCases, recordings: lokiRecordingCases },
  promtail: { alerts: promtailCases },
  alloy: { alerts: alloyCases },
  containers: { alerts: containerCases, recordings: containerRecordingCases },
  host: { alerts: hostCases, recordings: hostRecordingCases },
  qdrant: { alerts: qdrantCases, recordings: qdrantRecordingCases },
  redis: { alerts: redisCases, recordings: redisRecordingCases },
  probes: { alerts: probeCases },
  certificates: { alerts: certificateCases },
};
