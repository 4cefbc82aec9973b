import { indexedLimits, ingestLimits } from "../ingest/limits.ts";
import { idOf } from "../ingest/protocol.ts";
import { pushedHash, sessionHash } from "../ingest/pushed-hash.ts";
import type { Sanitizer } from "../sanitize/sanitizer.ts";
import { sanitizedSession } from "../sanitize/session.ts";
import type { Session } from "../sources/model.ts";
import type { SessionRecords } from "../store/session-records.ts";
import type { SessionState } from "../store/session-states.ts";
import type { SecretFinding } from "../store/store.ts";

/** What a session needs before it may leave this machine. */
export interface OutgoingParts {
  records: Pick<SessionRecords, "whole" | "pathsOf" | "aliasesOf" | "findings">;
  sanitizer: Sanitizer;
  /** Names the secrets that are left in a text, by rule. */
  leaks: (text: string) => string[];
}

/** `json` of a `pushedSession`, or why it stays here. */
export type Outgoing = { json: string } | { problem: string };

/** Undefined for a session that has gone since. */
export async function outgoingSession(
  state: SessionState,
  parts: OutgoingParts,
): Promise<Outgoing | undefined> {
  const clean = await cleanSession(state, parts);
  if (clean === undefined) return undefined;
  const { session, findings } = clean;
  const paths = (await parts.records.pathsOf(idOf(state))).filter(
    (path) => Buffer.byteLength(path) <= indexedLimits.path,
  );
  const aliases = await parts.records.aliasesOf(idOf(state));
  const json = JSON.stringify({
    contentHash: sessionHash(session),
    session,
    paths: paths.slice(0, ingestLimits.paths),
    findings: findings.slice(0, ingestLimits.findings),
    ...(aliases.length > 0 && { aliases: aliases.slice(0, ingestLimits.messages) }),
  });
  if (Buffer.byteLength(json) > ingestLimits.decodedBytes - envelopeBytes) {
    const limit = `${ingestLimits.decodedBytes / 2 ** 20} MB`;
    return { problem: `larger than ${limit}, which no server takes` };
  }
  const rules = new Set(parts.leaks(json));
  if (rules.size === 0) return { json };
  return { problem: `still holds a secret (${[...rules].join(", ")}), so it was not sent` };
}

/** What stands around the sessions of a request, at most. */
export const envelopeBytes = 1_000;

/** The hash by which a server tells whether it has the session; undefined for one that has gone. */
export async function outgoingHash(
  state: SessionState,
  parts: OutgoingParts,
): Promise<string | undefined> {
  if (isClean(state, parts.sanitizer)) return pushedHash(state);
  const clean = await cleanSession(state, parts);
  return clean && sessionHash(clean.session);
}

async function cleanSession(
  state: SessionState,
  { records, sanitizer }: OutgoingParts,
): Promise<{ session: Session; findings: SecretFinding[] } | undefined> {
  const id = idOf(state);
  const stored = await records.whole(id);
  if (stored === undefined) return undefined;
  const findings = await records.findings(id);
  if (isClean(state, sanitizer)) return { session: stored, findings };
  const clean = sanitizedSession(stored, sanitizer);
  return { session: clean.session, findings: [...findings, ...clean.findings] };
}

/** Whether all of it was sanitized under the rules of today. */
function isClean({ rulesVersion }: SessionState, sanitizer: Sanitizer): boolean {
  return rulesVersion === sanitizer.rulesVersion;
}
