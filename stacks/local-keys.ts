import { z } from "zod";
import { choice, facts, matching, port, text, wholeNumber } from "./key-types.ts";

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** Keys of the stack on this machine, whatever its runtime. */
const everyRuntimeKeys = {
  runtime: choice(["auto", "docker", "process"])
    .default("auto")
    .meta(
      facts("How the local stack runs its services; `auto` takes Docker where it can", "process"),
    ),
  dataDirectory: z
    .string()
    .min(1, "must not be empty")
    .default(".data")
    .meta(
      facts(
        "Folder of the local database, logs and run files, relative to the repository",
        ".data",
      ),
    ),
  logLevel: choice(logLevels)
    .default("info")
    .meta(facts("Least severe log lines that the application writes", "debug")),
  metricsPort: port(8082, "Local port of health, readiness, metrics and sessions"),
  searchPort: port(8083, "Local port of search"),
  apiPort: port(8001, "Local port of the page and its API"),
};

/** What only the Docker runtime looks at. */
const dockerKeys = {
  services: z
    .string()
    .default("observability,search")
    .meta(
      facts(
        "With Docker: sets and services beside the application, separated by commas; `none` for none",
        "observability,search,platform",
      ),
    ),
  grafanaPort: port(3001, "Local port of Grafana"),
  prometheusPort: port(9091, "Local port of Prometheus"),
  alertmanagerPort: port(9093, "Local port of Alertmanager"),
  lokiPort: port(3100, "Local port of Loki"),
  cadvisorPort: port(8080, "Local port of cAdvisor"),
  nodeExporterPort: port(9101, "Local port of the node exporter"),
  qdrantPort: port(6337, "Local port of Qdrant"),
  redisPort: port(6390, "Local port of Redis"),
  gatewayHttpPort: port(80, "Local port of the gateway, which leads to HTTPS"),
  gatewayHttpsPort: port(443, "Local port of the gateway"),
  registryMirror: matching(
    /^[a-z0-9][a-z0-9.-]*(:\d{1,5})?(\/[a-z0-9._/-]+)?$/,
    "a registry without a scheme",
  )
    .optional()
    .meta(facts("Put before the name of every image, to pull it from there", "mirror.example.com")),
  externalNetwork: matching(/^[A-Za-z0-9][\w.-]*$/, "the name of a Docker network")
    .optional()
    .meta(facts("Docker network that is there already and that Prometheus joins", "billing")),
};

/** What watches the services, and whom it tells. */
const observabilityKeys = {
  logAgent: choice(["promtail", "alloy"])
    .default("promtail")
    .meta(facts("What sends the containers' logs to Loki", "alloy")),
  metricsRetentionDays: wholeNumber(1, 3_650)
    .prefault("15")
    .meta(facts("Days that Prometheus keeps metrics", "7")),
  metricsMaxGb: wholeNumber(1, 10_000)
    .optional()
    .meta(facts("Most disk that Prometheus takes in GB, which may cut the days short", "20")),
  scrapeTargets: z
    .string()
    .default("")
    .meta(
      facts(
        "Applications that run elsewhere and are scraped too: name=host:port/path, separated by commas",
        "billing=billing-app:9100/metrics",
      ),
    ),
  runbookBaseUrl: text()
    .default("docs/runbooks/alerts")
    .meta(
      facts(
        "Where the runbooks that alerts name are; by default in the checkout",
        "https://git.example.com/copilot/docs/runbooks/alerts",
      ),
    ),
  slackWebhookUrl: z
    .url("must be a URL")
    .optional()
    .meta(
      facts("Secret: where alerts are posted in Slack", "https://hooks.slack.com/services/T0/B0/x"),
    ),
  pagerDutyRoutingKey: text()
    .optional()
    .meta(
      facts("Secret: PagerDuty service for critical alerts", "0123456789abcdef0123456789abcdef"),
    ),
  alertWebhookUrl: z
    .url("must be a URL")
    .optional()
    .meta(facts("Secret: any other receiver of alerts", "https://alerts.example.com/hook")),
  heartbeatUrl: z
    .url("must be a URL")
    .optional()
    .meta(
      facts(
        "Secret: what is told every minute that alerting works, to notice when it does not",
        "https://heartbeat.example.com/ping/x",
      ),
    ),
  smtpHost: matching(/^[\w.-]+:\d{1,5}$/, "host:port")
    .optional()
    .meta(
      facts("Mail server by which `alertEmails` are told, with its port", "smtp.example.com:587"),
    ),
  smtpUser: text()
    .optional()
    .meta(facts("Login of the mail server, and who mails come from", "alerts@example.com")),
  smtpPassword: text().optional().meta(facts("Secret: its password", "correct-horse")),
  grafanaOauthName: text()
    .default("OAuth")
    .meta(facts("What the button of Grafana's other login says", "Example")),
  grafanaOauthClientId: text()
    .optional()
    .meta(facts("Client of Grafana's other login; with it that login is on", "grafana")),
  grafanaOauthClientSecret: text()
    .optional()
    .meta(facts("Secret: what the client logs in with", "correct-horse")),
  grafanaOauthAuthorizationUrl: z
    .url("must be a URL")
    .optional()
    .meta(facts("Where people log in", "https://login.example.com/authorize")),
  grafanaOauthTokenUrl: z
    .url("must be a URL")
    .optional()
    .meta(facts("Where Grafana gets their token", "https://login.example.com/token")),
  grafanaOauthUserInfoUrl: z
    .url("must be a URL")
    .optional()
    .meta(facts("Where Grafana asks who they are", "https://login.example.com/userinfo")),
};

/** What only the set `platform` looks at. */
const platformKeys = {
  gatewayCertificate: text()
    .optional()
    .meta(
      facts(
        "Secret: certificate chain of the gateway in PEM; self-signed unless set",
        "-----BEGIN CERTIFICATE-----…",
      ),
    ),
  gatewayKey: text()
    .optional()
    .meta(facts("Secret: its private key in PEM", "-----BEGIN PRIVATE KEY-----…")),
  githubToken: text()
    .optional()
    .meta(facts("Secret: what the tools of GitHub act with", "github_pat_…")),
};

/** Keys of the stack on this machine. */
export const localKeys = {
  ...everyRuntimeKeys,
  ...dockerKeys,
  ...observabilityKeys,
  ...platformKeys,
};

export type LocalKey = keyof typeof localKeys;

/** Ports of this machine; no two may be the same. */
export const portKeys = [
  "metricsPort",
  "searchPort",
  "apiPort",
  "grafanaPort",
  "prometheusPort",
  "alertmanagerPort",
  "lokiPort",
  "cadvisorPort",
  "nodeExporterPort",
  "qdrantPort",
  "redisPort",
  "gatewayHttpPort",
  "gatewayHttpsPort",
] as const satisfies LocalKey[];

/** Keys whose values must be set with `--secret`. */
export const secretKeys = [
  "slackWebhookUrl",
  "pagerDutyRoutingKey",
  "alertWebhookUrl",
  "heartbeatUrl",
  "smtpPassword",
  "grafanaOauthClientSecret",
  "gatewayCertificate",
  "gatewayKey",
  "githubToken",
] as const satisfies LocalKey[];

export type SecretKey = (typeof secretKeys)[number];
