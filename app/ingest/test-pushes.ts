import type { Session } from "../sources/model.ts";
import { chat } from "../store/test-chats.ts";
import type { IngestRequest } from "./protocol.ts";
import { sessionHash } from "./pushed-hash.ts";

/** A `pushedSession` as a client sends it. */
export function pushed(session: Session = chat(), values: Record<string, unknown> = {}) {
  return { contentHash: sessionHash(session), session, paths: [], findings: [], ...values };
}

export function ingestBody(
  sessions: unknown[],
  values: Partial<IngestRequest> & Record<string, unknown> = {},
): IngestRequest {
  return { collector: "laptop", rulesVersion: "1", sessions, ...values };
}
