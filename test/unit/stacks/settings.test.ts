import { describe, expect, it } from "vitest";
import { recordStack } from "../../../plan/record.ts";
import { anyCheckout } from "../../../plan/stacks.ts";
import { sets } from "../../../services/sets.ts";
import type { Host } from "../../../stacks/host.ts";
import { type LocalSettings, readSettings, type Settings } from "../../../stacks/settings.ts";

const host: Host = { ...anyCheckout, projectDirectory: "/srv/copilot" };

async function settingsOf(
  config: Record<string, string>,
  secretKeys: string[] = [],
): Promise<LocalSettings> {
  let settings: Settings | undefined;
  await recordStack({ project: "copilot", stack: "local", config, secretKeys }, () => {
    settings = readSettings(host);
    return {};
  });
  if (settings?.target !== "local") throw new Error("the program did not run");
  return settings;
}

describe("readSettings", () => {
  it("fills every key that is not set with its default", async () => {
    expect(await settingsOf({})).toEqual({
      project: "copilot",
      target: "local",
      runtime: "auto",
      dataDirectory: "/srv/copilot/.data",
      logLevel: "info",
      metricsPort: 8082,
      searchPort: 8083,
      apiPort: 8001,
      services: [...sets.observability, ...sets.search],
      grafanaPort: 3001,
      prometheusPort: 9091,
      alertmanagerPort: 9093,
      lokiPort: 3100,
      cadvisorPort: 8080,
      nodeExporterPort: 9101,
      qdrantPort: 6337,
      redisPort: 6390,
      gatewayHttpPort: 80,
      gatewayHttpsPort: 443,
      logAgent: "promtail",
      metricsRetentionDays: 15,
      runbookBaseUrl: "docs/runbooks/alerts",
      scrapeTargets: [],
      receivers: { pager: [], team: [], heartbeat: [] },
      secrets: {},
      stack: "local",
      host,
    });
  });

  it("reads ports from text and leaves an absolute data folder as it is", async () => {
    const settings = await settingsOf({ apiPort: "18001", dataDirectory: "/var/lib/chats" });
    expect(settings.apiPort).toBe(18001);
    expect(settings.dataDirectory).toBe("/var/lib/chats");
  });

  it("names every unknown and wrong key at once, with an example", async () => {
    const config = {
      apiPort: "99999",
      searchPort: "abc",
      metricsPort: "",
      runtime: "podman",
      logLevel: "loud",
      dataDirectory: "",
      apiport: "1",
    };
    await expect(settingsOf(config)).rejects.toThrow(
      [
        "The configuration of this stack has problems:",
        "  apiport: unknown key; docs/configuration.md lists all",
        '  runtime: must be one of auto, docker, process, got "podman"; use for example process',
        '  dataDirectory: must not be empty, got ""; use for example .data',
        '  logLevel: must be one of trace, debug, info, warn, error, fatal, silent, got "loud"; use for example debug',
        '  metricsPort: must be a whole number from 1 to 65535, got ""; use for example 18082',
        '  searchPort: must be a whole number from 1 to 65535, got "abc"; use for example 18083',
        '  apiPort: must be a whole number from 1 to 65535, got "99999"; use for example 18001',
      ].join("\n"),
    );
  });

  it("refuses one port for two purposes, also against a default", async () => {
    await expect(settingsOf({ apiPort: "8082" })).rejects.toThrow(
      'apiPort: must differ from metricsPort, got "8082"; use for example 18001',
    );
  });

  it.each(["0", "65536", "80.5", "-1", "1e3", " 80", "0x50"])(
    "refuses %j as a port",
    async (port) => {
      await expect(settingsOf({ apiPort: port })).rejects.toThrow(
        "apiPort: must be a whole number",
      );
    },
  );

  it("turns the configuration of alerts into receivers, with secrets by the names of their keys", async () => {
    const config = {
      slackWebhookUrl: "https://hooks.slack.com/services/T0/B0/x",
      pagerDutyRoutingKey: "0123",
      heartbeatUrl: "https://heartbeat.example.com/x",
      smtpHost: "smtp.example.com:587",
      smtpUser: "alerts@example.com",
      smtpPassword: "pass",
      alertEmails: "ops@example.com, dev@example.com",
    };
    const keys = ["slackWebhookUrl", "pagerDutyRoutingKey", "heartbeatUrl", "smtpPassword"];
    const { receivers, secrets } = await settingsOf(config, keys);
    const mail = {
      kind: "email",
      from: "alerts@example.com",
      smarthost: "smtp.example.com:587",
      username: "alerts@example.com",
      passwordSecret: "smtpPassword",
    };
    expect(receivers).toEqual({
      pager: [{ kind: "pagerduty", routingKeySecret: "pagerDutyRoutingKey" }],
      team: [
        { kind: "slack", urlSecret: "slackWebhookUrl" },
        { ...mail, to: "ops@example.com" },
        { ...mail, to: "dev@example.com" },
      ],
      heartbeat: [{ kind: "webhook", urlSecret: "heartbeatUrl" }],
    });
    expect(secrets).toEqual(
      Object.fromEntries(keys.map((key) => [key, config[key as "smtpHost"]])),
    );
  });

  it("refuses a receiver without its secret, half a login and half a certificate, all at once", async () => {
    const config = {
      smtpHost: "smtp.example.com:587",
      grafanaOauthClientId: "grafana",
      grafanaOauthTokenUrl: "https://login.example.com/token",
      gatewayKey: "key",
    };
    await expect(settingsOf(config, ["gatewayKey"])).rejects.toThrow(
      [
        "The configuration of this stack has problems:",
        "  smtpUser: is needed, because smtpHost is set, got nothing; use for example alerts@example.com",
        "  smtpPassword: is needed, because smtpHost is set, got nothing; use for example correct-horse",
        "  alertEmails: is needed, because smtpHost is set, got nothing; use for example ops@example.com",
        "  grafanaOauthClientSecret: is needed, because grafanaOauthClientId is set, got nothing; use for example correct-horse",
        "  grafanaOauthAuthorizationUrl: is needed, because grafanaOauthClientId is set, got nothing; use for example https://login.example.com/authorize",
        "  grafanaOauthUserInfoUrl: is needed, because grafanaOauthClientId is set, got nothing; use for example https://login.example.com/userinfo",
        "  gatewayCertificate: is needed, because gatewayKey is set, got nothing; use for example -----BEGIN CERTIFICATE-----…",
      ].join("\n"),
    );
  });

  it("refuses a secret that is stored in plain text, and never shows a wrong one", async () => {
    await expect(settingsOf({ pagerDutyRoutingKey: "0123" })).rejects.toThrow(
      "pagerDutyRoutingKey: is stored in plain text, got [secret]; use npm run pulumi -- config set --secret pagerDutyRoutingKey",
    );
    const wrong = settingsOf({ slackWebhookUrl: "hooks.slack.com/T0/secret" }, ["slackWebhookUrl"]);
    await expect(wrong).rejects.toThrow("slackWebhookUrl: must be a URL, got [secret]; use for");
  });

  it("takes alertEmails alone, which Azure needs too", async () => {
    expect((await settingsOf({ alertEmails: "ops@example.com" })).receivers.team).toEqual([]);
  });

  it.each([
    [{ services: "grafanna" }, 'services: there is no set or service of this name, got "grafanna"'],
    [{ scrapeTargets: "billing" }, 'scrapeTargets: is no target, got "billing"'],
    [
      { externalNetwork: "billing", services: "search" },
      'externalNetwork: is of use with the service prometheus alone, got "billing"',
    ],
    [{ externalNetwork: "-x" }, 'externalNetwork: must be the name of a Docker network, got "-x"'],
    [{ registryMirror: "https://x" }, "registryMirror: must be a registry without a scheme"],
    [{ metricsRetentionDays: "0" }, "metricsRetentionDays: must be a whole number from 1 to 3650"],
    [{ lokiPort: "3001" }, 'lokiPort: must differ from grafanaPort, got "3001"'],
  ])("refuses %j", async (config, message) => {
    await expect(settingsOf(config)).rejects.toThrow(message);
  });

  it("takes no service for none", async () => {
    expect((await settingsOf({ services: "none" })).services).toEqual([]);
  });
});
