import type { Receiver, Receivers } from "../observability/receivers.ts";
import { list } from "./key-types.ts";
import type { SettingsValues } from "./settings-schema.ts";

type ReceiverValues = Pick<
  SettingsValues,
  | "slackWebhookUrl"
  | "pagerDutyRoutingKey"
  | "alertWebhookUrl"
  | "heartbeatUrl"
  | "smtpHost"
  | "smtpUser"
  | "alertEmails"
>;

/** Whom alerts are routed to; each secret has the name of its key. */
export function alertReceivers(values: ReceiverValues): Receivers {
  return {
    pager: given(values.pagerDutyRoutingKey, {
      kind: "pagerduty",
      routingKeySecret: "pagerDutyRoutingKey",
    }),
    team: [
      ...given(values.slackWebhookUrl, { kind: "slack", urlSecret: "slackWebhookUrl" }),
      ...emails(values),
      ...given(values.alertWebhookUrl, { kind: "webhook", urlSecret: "alertWebhookUrl" }),
    ],
    heartbeat: given(values.heartbeatUrl, { kind: "webhook", urlSecret: "heartbeatUrl" }),
  };
}

function given(value: string | undefined, receiver: Receiver): Receiver[] {
  return value === undefined ? [] : [receiver];
}

function emails({ smtpHost, smtpUser, alertEmails }: ReceiverValues): Receiver[] {
  if (smtpHost === undefined || smtpUser === undefined) return [];
  return list(alertEmails).map((to) => ({
    kind: "email",
    to,
    from: smtpUser,
    smarthost: smtpHost,
    username: smtpUser,
    passwordSecret: "smtpPassword",
  }));
}
