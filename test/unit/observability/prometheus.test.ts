import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
  type PrometheusFilesArgs,
  prometheusFiles,
  prometheusSecrets,
} from "../../../observability/prometheus.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { tool } from "../../support/tool.ts";
import {
  blackboxExporter,
  cadvisor,
  chatApp,
  everyService,
  gateway,
  qdrant,
  redis,
} from "./services.ts";

const folder = "/etc/prometheus";
const least: PrometheusFilesArgs = {
  stack: "local",
  services: [],
  extraTargets: [],
  retention: { days: 15 },
  folder,
  alertmanager: undefined,
  externalLabels: { stack: "local" },
  runbookBaseUrl: "https://runbooks.example",
};

/** `prometheus.yml` as Prometheus reads it. */
function configuration(args: Partial<PrometheusFilesArgs> = {}) {
  const files = prometheusFiles({ ...least, ...args });
  expect(files[0]?.path).toBe("/etc/prometheus/prometheus.yml");
  return parse(files[0]?.content ?? "");
}

/** The job of that name. */
function job(name: string, args: Partial<PrometheusFilesArgs>) {
  const jobs: { job_name: string }[] = configuration(args).scrape_configs;
  return jobs.find(({ job_name }) => job_name === name);
}

describe("the configuration", () => {
  it("of Prometheus alone scrapes itself, keeps 15 days and tells nobody", () => {
    expect(configuration()).toEqual({
      global: {
        scrape_interval: "15s",
        scrape_timeout: "10s",
        evaluation_interval: "30s",
        external_labels: { stack: "local" },
      },
      storage: { tsdb: { retention: { time: "15d" } } },
      rule_files: ["rules/*.yml"],
      scrape_configs: [
        { job_name: "prometheus", static_configs: [{ targets: ["localhost:9090"] }] },
      ],
    });
  });

  it("has a cap on the size where one is wanted", () => {
    const { storage } = configuration({ retention: { days: 7, sizeGb: 2 } });
    expect(storage).toEqual({ tsdb: { retention: { time: "7d", size: "2GB" } } });
  });

  it("names Alertmanager where one runs", () => {
    expect(configuration({ alertmanager: "alertmanager:9093" }).alerting).toEqual({
      alertmanagers: [{ static_configs: [{ targets: ["alertmanager:9093"] }] }],
    });
  });

  it("refuses two jobs of one name", () => {
    const target = (name: string) => ({ name, address: "b:1", path: "/metrics" });
    expect(() => configuration({ services: [qdrant], extraTargets: [target("qdrant")] })).toThrow(
      "qdrant: is the job of something else already; give the extra target another name",
    );
    expect(() => configuration({ extraTargets: [target("prometheus")] })).toThrow(
      "prometheus: is the job of Prometheus itself already; give the extra target another name",
    );
  });
});

describe("the jobs", () => {
  it("scrape the application every 10 seconds and give up well before the next time", () => {
    expect(job("chat-app", { services: [chatApp] })).toEqual({
      job_name: "chat-app",
      scrape_interval: "10s",
      scrape_timeout: "6s",
      static_configs: [{ targets: ["chat-app:8082"] }],
    });
  });

  it("show Qdrant a key from a file that the secrets put there", () => {
    const file = "/etc/prometheus/secrets/qdrant-read-only-api-key";
    expect(job("qdrant", { services: [qdrant] })).toEqual({
      job_name: "qdrant",
      authorization: { type: "Bearer", credentials_file: file },
      static_configs: [{ targets: ["qdrant:6333"] }],
    });
    expect(prometheusSecrets({ services: [qdrant, qdrant, chatApp], folder })).toEqual([
      { secret: "qdrant-read-only-api-key", file },
    ]);
  });

  it("leave out what has no metrics", () => {
    expect(job("redis", { services: [redis] })).toBeUndefined();
  });

  it("keep of cAdvisor only the containers of this stack, by the names of their services", () => {
    expect(job("cadvisor", { services: [chatApp, cadvisor, redis] })).toEqual({
      job_name: "cadvisor",
      track_timestamps_staleness: true,
      static_configs: [{ targets: ["cadvisor:8080"] }],
      metric_relabel_configs: [
        {
          source_labels: ["name"],
          regex: "|local-(prometheus|chat-app|cadvisor|redis)",
          action: "keep",
        },
        {
          source_labels: ["name"],
          regex: "local-(prometheus|chat-app|cadvisor|redis)",
          target_label: "service",
          replacement: "$1",
        },
      ],
    });
  });

  it("scrape what runs elsewhere", () => {
    const extraTargets = [
      { name: "laptop", address: "10.0.0.7:8082", path: "/metrics" },
      { name: "printer", address: "10.0.0.8:80", path: "/status" },
    ];
    expect(job("laptop", { extraTargets })).toEqual({
      job_name: "laptop",
      static_configs: [{ targets: ["10.0.0.7:8082"] }],
    });
    expect(job("printer", { extraTargets })).toEqual({
      job_name: "printer",
      metrics_path: "/status",
      static_configs: [{ targets: ["10.0.0.8:80"] }],
    });
  });

  it("give every service that has metrics one of its own", () => {
    const { scrape_configs } = configuration({ services: everyService });
    expect(scrape_configs.map(({ job_name }: { job_name: string }) => job_name)).toEqual([
      "prometheus",
      "chat-app",
      "alertmanager",
      "loki",
      "promtail",
      "cadvisor",
      "node-exporter",
      "blackbox-exporter",
      "qdrant",
      "redis-exporter",
      "probe-http",
      "probe-certificate",
    ]);
  });
});

describe("the probes", () => {
  const visitor = [
    { source_labels: ["__address__"], target_label: "__param_target" },
    { source_labels: ["__param_target"], target_label: "instance" },
    { target_label: "__address__", replacement: "blackbox-exporter:9115" },
  ];

  it("ask every service that the prober can reach for its health", () => {
    const services = [chatApp, redis, blackboxExporter, qdrant];
    expect(job("probe-http", { services })).toEqual({
      job_name: "probe-http",
      scrape_interval: "30s",
      scrape_timeout: "10s",
      metrics_path: "/probe",
      params: { module: ["http_2xx"] },
      static_configs: [
        { targets: ["http://chat-app:8082/ready"], labels: { service: "chat-app" } },
        { targets: ["http://qdrant:6333/readyz"], labels: { service: "qdrant" } },
      ],
      relabel_configs: visitor,
    });
  });

  it("look at the certificate of the gateway", () => {
    expect(job("probe-certificate", { services: [blackboxExporter, gateway] })).toEqual({
      job_name: "probe-certificate",
      scrape_interval: "30s",
      scrape_timeout: "10s",
      metrics_path: "/probe",
      params: { module: ["tls_certificate"] },
      static_configs: [{ targets: ["gateway:8443"], labels: { service: "gateway" } }],
      relabel_configs: visitor,
    });
  });

  it("are none without a prober, without a neighbour and without a certificate", () => {
    expect(job("probe-http", { services: [chatApp] })).toBeUndefined();
    const apart = { ...qdrant, networks: ["backend" as const] };
    expect(job("probe-http", { services: [blackboxExporter, apart] })).toBeUndefined();
    expect(job("probe-certificate", { services: [blackboxExporter, chatApp] })).toBeUndefined();
  });
});

describe("the files of rules", () => {
  it("are about what runs, and each alert leads to its runbook", () => {
    const files = prometheusFiles({ ...least, services: [qdrant] });
    expect(files.map(({ path }) => path)).toEqual([
      "/etc/prometheus/prometheus.yml",
      "/etc/prometheus/rules/targets.yml",
      "/etc/prometheus/rules/prometheus.yml",
      "/etc/prometheus/rules/app.yml",
      "/etc/prometheus/rules/objective.yml",
      "/etc/prometheus/rules/qdrant.yml",
    ]);
    expect(parse(files[1]?.content ?? "").groups).toEqual([
      {
        name: "targets",
        rules: [
          {
            alert: "TargetDown",
            expr: "up == 0",
            for: "2m",
            labels: { severity: "critical" },
            annotations: {
              summary: "A service does not answer Prometheus.",
              description:
                "{{ $labels.instance }} of job {{ $labels.job }} has answered no scrape for" +
                " 2 minutes. It is down, or the network between is.",
              runbook_url: "https://runbooks.example/TargetDown.md",
            },
          },
          ...["prometheus", "qdrant"].map((name) => ({
            alert: "TargetMissing",
            expr: `absent(up{job="${name}"})`,
            for: "5m",
            labels: { severity: "critical", job: name },
            annotations: {
              summary: "Prometheus has lost a service that it must scrape.",
              description:
                `Prometheus has no target of job ${name}:` +
                " its configuration does not fit this stack.",
              runbook_url: "https://runbooks.example/TargetMissing.md",
            },
          })),
        ],
      },
    ]);
  });
});

describe("promtool", () => {
  const promtool = tool("promtool");

  it("finds nothing to say of the smallest and of the largest stack", async () => {
    const largest: PrometheusFilesArgs = {
      ...least,
      services: everyService,
      extraTargets: [{ name: "laptop", address: "10.0.0.7:8082", path: "/metrics" }],
      retention: { days: 7, sizeGb: 2 },
      alertmanager: "alertmanager:9093",
    };
    for (const args of [least, largest]) {
      const place = temporaryFolder();
      write(place, { ...args, folder: place });
      const check = ["check", "config", "--lint=all", "--lint-fatal", "prometheus.yml"];
      const { status, output } = await promtool(check, { folder: place });
      expect({ status, output }).toEqual({ status: 0, output: expect.stringContaining("SUCCESS") });
      const rules = prometheusFiles({ ...args, folder: place })
        .map(({ path }) => relative(place, path))
        .filter((path) => path.startsWith("rules/"));
      const lint = await promtool(["check", "rules", "--lint=all", "--lint-fatal", ...rules], {
        folder: place,
      });
      expect(lint).toEqual({ status: 0, output: expect.stringContaining("SUCCESS") });
    }
  });

  function write(place: string, args: PrometheusFilesArgs) {
    const secrets = prometheusSecrets(args).map((use) => ({
      path: "file" in use ? use.file : "",
      content: "key",
    }));
    for (const { path, content } of [...prometheusFiles(args), ...secrets]) {
      expect(path.startsWith(join(place, "/"))).toBe(true);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
  }
});
