/** What a push did. Each session that was chosen is in one of the counts, unless it was stopped. */
export interface PushReport {
  /** That were chosen. */
  sessions: number;
  /** Which the server had as they are here. */
  known: number;
  added: number;
  updated: number;
  /** Sent, but the server knew as much. */
  unchanged: number;
  /** That stayed here, or that the server did not take. */
  refused: { session: string; problem: string }[];
  /** That the server took out of what was sent. */
  secretsRedacted: number;
  /** Bodies as they went over the network, repeated ones included. */
  bytesSent: number;
  durationMs: number;
  /** A person stopped it. */
  interrupted: boolean;
  /** Why it came to no end; null where it did. */
  stoppedBy: string | null;
}

export function emptyReport(): PushReport {
  return {
    sessions: 0,
    known: 0,
    added: 0,
    updated: 0,
    unchanged: 0,
    refused: [],
    secretsRedacted: 0,
    bytesSent: 0,
    durationMs: 0,
    interrupted: false,
    stoppedBy: null,
  };
}
