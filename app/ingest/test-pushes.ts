import { testSanitizer } from "../sanitize/testing.ts";
import type { Session } from "../sources/model.ts";
import type { OpenedStore } from "../store/open.ts";
import { chat } from "../store/test-chats.ts";
import { jsonLog } from "../telemetry/log.ts";
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

/** Where sessions of the owner of a store come in, with nobody to hear of problems. */
export function ingestPlaceOf({ store, ingests }: Pick<OpenedStore, "store" | "ingests">) {
  return { store, ingests, sanitizer: testSanitizer, log: jsonLog("silent") };
}
