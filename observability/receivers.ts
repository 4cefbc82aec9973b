/** Who gets notifications; every secret is named, never given. */
export type Receiver =
  | {
      kind: "slack";
      /** Secret with the URL of an incoming webhook. */
      urlSecret: string;
      /** For example `#alerts`; default: the channel of the webhook. */
      channel?: string;
    }
  | {
      kind: "email";
      to: string;
      from: string;
      /** `host:port` of the mail server, which must offer TLS. */
      smarthost: string;
      username: string;
      passwordSecret: string;
    }
  | {
      kind: "pagerduty";
      /** Secret with the integration key of the Events API v2. */
      routingKeySecret: string;
    }
  | {
      kind: "webhook";
      /** Secret with the URL, which often holds a token. */
      urlSecret: string;
    };

/** Whom alerts are routed to; nobody where the list is empty. */
export interface Receivers {
  /** Whoever must look now. Default: the team. */
  pager: Receiver[];
  /** Whoever looks in working hours. */
  team: Receiver[];
  /** What notices when the ever-firing `Watchdog` stays away. */
  heartbeat: Receiver[];
}

export const noReceivers: Receivers = { pager: [], team: [], heartbeat: [] };

/** Name of the secret that a receiver cannot do without. */
export function secretOf(receiver: Receiver): string {
  switch (receiver.kind) {
    case "slack":
    case "webhook":
      return receiver.urlSecret;
    case "email":
      return receiver.passwordSecret;
    case "pagerduty":
      return receiver.routingKeySecret;
  }
}
