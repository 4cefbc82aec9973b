import type { AlertCase } from "./case.ts";

const grafana = { job: "grafana", instance: "grafana:3000" };

export const targetCases: AlertCase[] = [
  {
    alert: "TargetDown",
    name: "fires for the one that has not answered for two minutes",
    series: {
      'up{job="grafana",instance="grafana:3000"}': "1x3 0x10",
      'up{job="loki",instance="loki:3100"}': "1x20",
    },
    at: "6m",
    firing: [
      {
        labels: grafana,
        description:
          "grafana:3000 of job grafana has answered no scrape for 2 minutes." +
          " It is down, or the network between is.",
      },
    ],
  },
  {
    alert: "TargetDown",
    name: "stays quiet in the first two minutes",
    series: { 'up{job="grafana",instance="grafana:3000"}': "1x3 0x10" },
    at: "5m",
  },
  {
    alert: "TargetDown",
    name: "stays quiet when every second scrape is answered",
    series: { 'up{job="grafana",instance="grafana:3000"}': "0 1 0 1 0 1 0 1 0 1 0" },
    at: "10m",
  },
  {
    alert: "TargetMissing",
    name: "fires for each job without a target",
    series: { 'up{job="prometheus",instance="localhost:9090"}': "1x20" },
    at: "5m",
    firing: ["chat-app", "qdrant"].map((job) => ({
      labels: { job },
      description: `Prometheus has no target of job ${job}: its configuration does not fit this stack.`,
    })),
  },
  {
    alert: "TargetMissing",
    name: "stays quiet while a target is there, even if it is down",
    series: {
      'up{job="prometheus",instance="localhost:9090"}': "1x20",
      'up{job="chat-app",instance="chat-app:8082"}': "0x20",
      'up{job="qdrant",instance="qdrant:6333"}': "1x20",
    },
    at: "15m",
  },
];
