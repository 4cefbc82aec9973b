import type { FastifyBaseLogger } from "fastify";
import type { Finding } from "../sanitize/redaction.ts";
import type { Sanitizer } from "../sanitize/sanitizer.ts";
import { sanitizedSession } from "../sanitize/session.ts";
import type { Session } from "../sources/model.ts";
import type { Ingests, KnownSession } from "../store/ingests.ts";
import type { Store } from "../store/store.ts";
import { StoreUnavailable } from "../store/unavailable.ts";
import { loggableError } from "../telemetry/log.ts";
import { collectedFile, collectedPath } from "./collected-file.ts";
import { type FieldProblem, firstProblem, problemOf } from "./fields.ts";
import { isKnown } from "./known-session.ts";
import {
  type IngestRequest,
  type IngestResult,
  idOf,
  type PushedSession,
  pushedSession,
} from "./protocol.ts";
import { sessionHash } from "./pushed-hash.ts";

/** Where the sessions of an owner come in. */
export interface IngestPlace {
  store: Pick<Store, "saveSessions">;
  ingests: Pick<Ingests, "known" | "accept">;
  /** Of this server: what secrets the sender has left are taken out before anything is stored. */
  sanitizer: Sanitizer;
  log: Pick<FastifyBaseLogger, "error" | "warn">;
}

export interface TakenSession extends Omit<IngestResult, "id"> {
  secretsRedacted: number;
}

type Sender = Pick<IngestRequest, "collector" | "visibility">;

/**
 * Stores one session of a request, unless it is `known` like this or must be refused. Throws when
 * the database is away.
 */
export async function takeSession(
  value: unknown,
  sender: Sender,
  place: IngestPlace,
  known: Map<string, KnownSession>,
): Promise<TakenSession> {
  const checked = checkedSession(value, place.sanitizer);
  if ("problem" in checked) return refused(checked.problem);
  const { pushed } = checked;
  const id = idOf(pushed.session);
  const { visibility } = sender;
  if (isKnown(known.get(id), { contentHash: pushed.contentHash, visibility })) {
    return { outcome: "unchanged", secretsRedacted: 0 };
  }
  // It may come again in this request, and is then not any more what is known of it.
  known.delete(id);
  try {
    return await storeSession(pushed, sender, place);
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    place.log.error({ error: loggableError(error) }, "a session could not be stored");
    return refused(problemOf("session", "could not be stored; the log of the server says why"));
  }
}

function refused(problem: FieldProblem): TakenSession {
  return { outcome: "refused", problem, secretsRedacted: 0 };
}

function checkedSession(
  value: unknown,
  sanitizer: Sanitizer,
): { pushed: PushedSession } | { problem: FieldProblem } {
  const reading = pushedSession.safeParse(value);
  if (!reading.success) return { problem: firstProblem(reading.error) };
  const pushed = reading.data;
  if (sessionHash(pushed.session) !== pushed.contentHash) {
    const problem = "not that of the session; send the session again";
    return { problem: problemOf("contentHash", problem) };
  }
  const rule = secretOutsideOfTexts(pushed, sanitizer);
  if (rule === undefined) return { pushed };
  return { problem: problemOf("session", `holds a secret (${rule}) in a name or a path`) };
}

/** The rule of a secret where no placeholder can take its place; undefined without one. */
function secretOutsideOfTexts(
  { session, paths, findings, aliases }: PushedSession,
  sanitizer: Sanitizer,
): string | undefined {
  const names = session.messages.map(({ key, model, intent, parts, toolCalls }) => [
    [key, model, intent],
    parts.map(({ kind }) => kind),
    toolCalls.map(({ id, tool }) => [id, tool]),
  ]);
  const said = [session.id, session.workspace, session.usage, paths, findings, aliases, names];
  return sanitizer.sanitize(JSON.stringify(said)).findings[0]?.rule;
}

/** A crash between the two steps costs no more than that the session is sent again. */
async function storeSession(
  { contentHash, session, paths, findings, aliases = [] }: PushedSession,
  { collector, visibility }: Sender,
  { store, ingests, sanitizer }: IngestPlace,
): Promise<TakenSession> {
  const clean = sanitizedSession(session, sanitizer);
  const file = collectedFile(collector, session, paths);
  const sanitation = {
    rulesVersion: sanitizer.rulesVersion,
    findings: [...findings, ...clean.findings],
  };
  const state = { ...file, torn: false, problem: undefined };
  const [saved] = await store.saveSessions([
    { session: clean.session, file, state, sanitation, aliases },
  ]);
  if (saved === undefined) throw new Error(`${session.id}: gave no result`);
  const isSeenOtherwise = await ingests.accept(collector, {
    source: session.source,
    id: session.id,
    contentHash,
    sizeBytes: Buffer.byteLength(JSON.stringify(clean.session)),
    paths: paths.map((path) => collectedPath(collector, path)),
    visibility,
  });
  return {
    outcome: saved.outcome === "unchanged" && isSeenOtherwise ? "updated" : saved.outcome,
    secretsRedacted: occurrences([...clean.findings, ...titleFindings(session, sanitizer)]),
  };
}

/** They are no message's, so that nobody keeps them. */
function titleFindings({ title = "" }: Session, sanitizer: Sanitizer): Finding[] {
  return sanitizer.sanitize(title).findings;
}

function occurrences(findings: Finding[]): number {
  return findings.reduce((sum, { count }) => sum + count, 0);
}
