import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { alertmanagerFiles, alertmanagerSecrets } from "../../../observability/alertmanager.ts";
import { noReceivers, type Receiver, type Receivers } from "../../../observability/receivers.ts";
import { severities } from "../../../observability/rules.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { tool } from "../../support/tool.ts";

const folder = "/etc/alertmanager";
const slack: Receiver = { kind: "slack", urlSecret: "slackUrl", channel: "#alerts" };
const email: Receiver = {
  kind: "email",
  to: "team@example.com",
  from: "platform@example.com",
  smarthost: "mail.example.com:587",
  username: "platform",
  passwordSecret: "smtpPassword",
};
const pagerduty: Receiver = { kind: "pagerduty", routingKeySecret: "pagerdutyKey" };
const webhook: Receiver = { kind: "webhook", urlSecret: "heartbeatUrl" };
const everyReceiver: Receivers = { pager: [pagerduty], team: [slack, email], heartbeat: [webhook] };
const secretNames = ["slackUrl", "smtpPassword", "pagerdutyKey", "heartbeatUrl"];

function configuration(receivers: Receivers) {
  const [file] = alertmanagerFiles({ receivers, folder, secretNames });
  expect(file?.path).toBe("/etc/alertmanager/alertmanager.yml");
  return parse(file?.content ?? "");
}

describe("the configuration", () => {
  it("swallows every alert by default, and has the routes for later", () => {
    expect(configuration(noReceivers)).toEqual({
      route: {
        receiver: "team",
        group_by: ["job"],
        group_wait: "30s",
        group_interval: "5m",
        repeat_interval: "12h",
        routes: [
          { matchers: ['severity=~"page|critical"'], receiver: "pager", repeat_interval: "4h" },
          {
            matchers: ['severity=~"none"'],
            receiver: "heartbeat",
            group_wait: "0s",
            group_interval: "1m",
            repeat_interval: "1m",
          },
        ],
      },
      inhibit_rules: [
        {
          source_matchers: ['severity=~"page|critical"'],
          target_matchers: ['severity=~"warning|ticket"'],
          equal: ["job", "mountpoint"],
        },
      ],
      receivers: [{ name: "pager" }, { name: "team" }, { name: "heartbeat" }],
    });
  });

  it("names files where receivers have secrets", () => {
    expect(configuration(everyReceiver).receivers).toEqual([
      {
        name: "pager",
        pagerduty_configs: [
          { send_resolved: true, routing_key_file: "/etc/alertmanager/secrets/pagerdutyKey" },
        ],
      },
      {
        name: "team",
        slack_configs: [
          {
            send_resolved: true,
            api_url_file: "/etc/alertmanager/secrets/slackUrl",
            channel: "#alerts",
            text: expect.stringContaining("{{ .Annotations.runbook_url }}"),
          },
        ],
        email_configs: [
          {
            send_resolved: true,
            to: "team@example.com",
            from: "platform@example.com",
            smarthost: "mail.example.com:587",
            auth_username: "platform",
            auth_password_file: "/etc/alertmanager/secrets/smtpPassword",
          },
        ],
      },
      {
        name: "heartbeat",
        webhook_configs: [
          { send_resolved: true, url_file: "/etc/alertmanager/secrets/heartbeatUrl" },
        ],
      },
    ]);
  });

  it("tells the team of everything where nobody has a pager", () => {
    const { receivers } = configuration({ ...noReceivers, team: [slack] });
    const [pager, team, heartbeat] = receivers;
    expect(pager).toEqual({ ...team, name: "pager" });
    expect(team.slack_configs).toHaveLength(1);
    expect(heartbeat).toEqual({ name: "heartbeat" });
  });

  it("keeps receivers of one kind apart", () => {
    const other: Receiver = { kind: "webhook", urlSecret: "slackUrl" };
    const { receivers } = configuration({ ...noReceivers, team: [webhook, slack, other] });
    expect(
      receivers[1].webhook_configs.map(({ url_file }: { url_file: string }) => url_file),
    ).toEqual(["/etc/alertmanager/secrets/heartbeatUrl", "/etc/alertmanager/secrets/slackUrl"]);
  });
});

describe("the secrets", () => {
  it("are each there once, where the configuration looks for them", () => {
    const receivers = { ...everyReceiver, heartbeat: [slack] };
    expect(alertmanagerSecrets({ receivers, folder })).toEqual([
      { secret: "pagerdutyKey", file: "/etc/alertmanager/secrets/pagerdutyKey" },
      { secret: "slackUrl", file: "/etc/alertmanager/secrets/slackUrl" },
      { secret: "smtpPassword", file: "/etc/alertmanager/secrets/smtpPassword" },
    ]);
  });

  it("that are missing are all named, with the command that sets them", () => {
    const args = { receivers: everyReceiver, folder, secretNames: ["slackUrl", "heartbeatUrl"] };
    expect(() => alertmanagerFiles(args)).toThrow(
      new Error(
        "pagerdutyKey: is not set, but the pagerduty receiver of the pager needs it;" +
          " use pulumi config set --secret pagerdutyKey\n" +
          "smtpPassword: is not set, but the email receiver of the team needs it;" +
          " use pulumi config set --secret smtpPassword",
      ),
    );
  });
});

describe("amtool", () => {
  const amtool = tool("amtool");

  it.each([
    ["nobody", noReceivers],
    ["everybody", everyReceiver],
  ])("accepts the configuration with %s", async (_who, receivers) => {
    const place = written(receivers);
    const { status, output } = await amtool(["check-config", join(place, "alertmanager.yml")]);
    expect({ status, output }).toEqual({ status: 0, output: expect.stringContaining("SUCCESS") });
  });

  it.each([
    ["page", "pager"],
    ["critical", "pager"],
    ["warning", "team"],
    ["ticket", "team"],
    ["none", "heartbeat"],
  ])("routes severity %s to the %s", async (severity, receiver) => {
    expect(severities).toContain(severity);
    const file = `--config.file=${join(written(everyReceiver), "alertmanager.yml")}`;
    const labels = [`severity=${severity}`, "alertname=Any", "job=any"];
    const route = ["config", "routes", "test", file];
    expect(await amtool([...route, `--verify.receivers=${receiver}`, ...labels])).toEqual({
      status: 0,
      output: `${receiver}\n`,
    });
  });

  function written(receivers: Receivers): string {
    const place = temporaryFolder();
    const secrets = alertmanagerSecrets({ receivers, folder: place }).map((use) => ({
      path: "file" in use ? use.file : "",
      content: "https://example.com/secret",
    }));
    const files = alertmanagerFiles({ receivers, folder: place, secretNames });
    for (const { path, content } of [...files, ...secrets]) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
    return place;
  }
});
