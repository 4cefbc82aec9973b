import type { SecretUse, ServiceFile } from "../services/types.ts";
import { type Receiver, type Receivers, secretOf } from "./receivers.ts";
import type { Severity } from "./rules.ts";
import { secretFile, secretFiles } from "./secret-files.ts";
import { yamlFile } from "./yaml-file.ts";

export interface AlertmanagerFilesArgs {
  receivers: Receivers;
  /** Absolute folder of the files. */
  folder: string;
  /** Secrets that are set. */
  secretNames: string[];
}

/** `alertmanager.yml`. Throws an Error that names every secret that a receiver lacks. */
export function alertmanagerFiles(args: AlertmanagerFilesArgs): ServiceFile[] {
  const { receivers, folder, secretNames } = args;
  requireSecrets(receivers, secretNames);
  return [
    yamlFile(`${folder}/alertmanager.yml`, {
      route: routing,
      inhibit_rules: inhibitRules,
      receivers: routes.map((name) => ({
        name,
        ...integrations(recipients(receivers, name), folder),
      })),
    }),
  ];
}

/** The secrets of the receivers, where `alertmanager.yml` expects them. */
export function alertmanagerSecrets({
  receivers,
  folder,
}: Pick<AlertmanagerFilesArgs, "receivers" | "folder">): SecretUse[] {
  return secretFiles(
    folder,
    routes.flatMap((name) => receivers[name].map(secretOf)),
  );
}

const routes = ["pager", "team", "heartbeat"] as const satisfies (keyof Receivers)[];

type Route = (typeof routes)[number];

/** Who is told, by what the alert wants of people. */
const routeBySeverity: Record<Severity, Route> = {
  page: "pager",
  critical: "pager",
  warning: "team",
  ticket: "team",
  none: "heartbeat",
};

function requireSecrets(receivers: Receivers, secretNames: string[]) {
  const problems = routes.flatMap((route) =>
    receivers[route]
      .filter((receiver) => !secretNames.includes(secretOf(receiver)))
      .map((receiver) => {
        const secret = secretOf(receiver);
        return (
          `${secret}: is not set, but the ${receiver.kind} receiver of the ${route} needs it;` +
          ` use pulumi config set --secret ${secret}`
        );
      }),
  );
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

const routing = {
  receiver: "team",
  // One message per broken service, not per alert.
  group_by: ["job"],
  group_wait: "30s",
  group_interval: "5m",
  repeat_interval: "12h",
  routes: [
    { matchers: matchers("pager"), receiver: "pager", repeat_interval: "4h" },
    {
      matchers: matchers("heartbeat"),
      receiver: "heartbeat",
      group_wait: "0s",
      group_interval: "1m",
      repeat_interval: "1m",
    },
  ],
};

function matchers(route: Route): string[] {
  return [`severity=~"${severitiesOf(route).join("|")}"`];
}

function severitiesOf(route: Route): string[] {
  return Object.entries(routeBySeverity)
    .filter(([, name]) => name === route)
    .map(([severity]) => severity);
}

/**
 * Who must look now finds the rest of the same service. Alerts that both lack `job` would count as
 * equal: of ours only the `Watchdog` does, which a test proves.
 */
const inhibitRules = [
  {
    source_matchers: matchers("pager"),
    target_matchers: matchers("team"),
    // A full disk explains nothing of the others.
    equal: ["job", "mountpoint"],
  },
];

/** Without a pager the team is told of everything. */
function recipients(receivers: Receivers, route: Route): Receiver[] {
  const isPagerMissing = route === "pager" && receivers.pager.length === 0;
  return isPagerMissing ? receivers.team : receivers[route];
}

/** A receiver without integrations swallows what it gets. */
function integrations(receivers: Receiver[], folder: string) {
  const configs = receivers.map((receiver) => integration(receiver, folder));
  const kinds = new Set(configs.map(([kind]) => kind));
  return Object.fromEntries(
    [...kinds].map((kind) => [
      kind,
      configs.filter(([other]) => other === kind).map(([, config]) => config),
    ]),
  );
}

/** Its key in a receiver, and what stands there. */
function integration(receiver: Receiver, folder: string): [key: string, config: object] {
  const file = secretFile(folder, secretOf(receiver));
  const common = { send_resolved: true };
  switch (receiver.kind) {
    case "slack": {
      const { channel } = receiver;
      const text = { text: slackText };
      return [
        "slack_configs",
        { ...common, api_url_file: file, ...(channel && { channel }), ...text },
      ];
    }
    case "email": {
      const { to, from, smarthost, username } = receiver;
      const login = { auth_username: username, auth_password_file: file };
      return ["email_configs", { ...common, to, from, smarthost, ...login }];
    }
    case "pagerduty":
      return ["pagerduty_configs", { ...common, routing_key_file: file }];
    case "webhook":
      return ["webhook_configs", { ...common, url_file: file }];
  }
}

/** Slack's standard message has only labels. */
const slackText =
  "{{ range .Alerts }}*{{ .Annotations.summary }}*\n" +
  "{{ .Annotations.description }} <{{ .Annotations.runbook_url }}|Runbook>\n{{ end }}";
