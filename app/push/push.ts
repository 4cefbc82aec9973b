import { ingestLimits } from "../ingest/limits.ts";
import { type CheckRequest, idOf } from "../ingest/protocol.ts";
import type { SessionState } from "../store/session-states.ts";
import type { Visibility } from "../store/store.ts";
import { batched, type OutgoingSession } from "./batches.ts";
import { type OutgoingParts, outgoingHash, outgoingSession } from "./outgoing.ts";
import { emptyReport, type PushReport } from "./report.ts";
import { sendBatch } from "./send-batch.ts";
import { type PushServer, PushStopped } from "./server.ts";

export interface PushRequest extends OutgoingParts {
  server: PushServer;
  /** The sessions that were chosen. */
  states: SessionState[];
  collector: string;
  /** Undefined to leave it as it is on the server. */
  visibility: Visibility | undefined;
  /** Size of the JSON that is sent at once, unless one session is larger. */
  batchBytes: number;
  /** Ends the push after the batch at hand. */
  signal: AbortSignal;
  /** Called after every request. */
  onProgress: (progress: PushProgress) => void;
}

export interface PushProgress {
  stage: "asking" | "sending";
  /** Of `toDo`, sessions that the stage is through with. */
  done: number;
  toDo: number;
  report: Readonly<PushReport>;
}

/**
 * Sends what the server does not have of the chosen sessions, one of them in memory at a time beside
 * the batch. The report says where a server refused, or was away for too long; what it had taken by
 * then stays there, and the next push goes on from there. Throws what the database throws.
 */
export async function pushSessions(request: PushRequest): Promise<PushReport> {
  const { server, states, signal } = request;
  const report = emptyReport();
  report.sessions = states.length;
  const startedAt = performance.now();
  try {
    const wanted = await wantedStates(request, report);
    await sendAll(wanted, request, report);
  } catch (error) {
    if (!(error instanceof PushStopped)) throw error;
    report.stoppedBy = error.message;
  }
  report.interrupted = signal.aborted;
  report.bytesSent = server.bytesSent();
  report.durationMs = Math.round(performance.now() - startedAt);
  return report;
}

/** Those that the server does not have as they are here. */
async function wantedStates(request: PushRequest, report: PushReport): Promise<SessionState[]> {
  const { server, states, collector, visibility, signal, onProgress } = request;
  const wanted: SessionState[] = [];
  for (let start = 0; start < states.length && !signal.aborted; start += ingestLimits.sessions) {
    const asked = states.slice(start, start + ingestLimits.sessions);
    const sessions: CheckRequest["sessions"] = [];
    for (const state of asked) {
      const contentHash = await outgoingHash(state, request);
      if (contentHash === undefined) continue;
      sessions.push({ source: state.source, id: state.id, contentHash });
    }
    const question: CheckRequest = { collector, visibility, sessions };
    const answer = await server.check(JSON.stringify(question));
    const ids = new Set(answer.wanted);
    wanted.push(...asked.filter((state) => ids.has(idOf(state))));
    report.known += sessions.length - sessions.filter((session) => ids.has(idOf(session))).length;
    onProgress({ stage: "asking", done: start + asked.length, toDo: states.length, report });
  }
  return wanted;
}

async function sendAll(
  states: SessionState[],
  request: PushRequest,
  report: PushReport,
): Promise<void> {
  const { batchBytes, signal, onProgress } = request;
  const limits = { bytes: batchBytes, count: ingestLimits.sessions };
  const leaving = { done: 0 };
  for await (const batch of batched(outgoing(states, request, report, leaving), limits)) {
    if (signal.aborted) return;
    await sendBatch(batch, request, report);
    onProgress({ stage: "sending", done: leaving.done, toDo: states.length, report });
  }
}

async function* outgoing(
  states: SessionState[],
  request: PushRequest,
  report: PushReport,
  leaving: { done: number },
): AsyncIterable<OutgoingSession> {
  for (const state of states) {
    if (request.signal.aborted) return;
    const id = idOf(state);
    const prepared = await outgoingSession(state, request);
    if (prepared !== undefined && "problem" in prepared) {
      report.refused.push({ session: id, problem: prepared.problem });
    } else if (prepared !== undefined) {
      yield { id, json: prepared.json };
    }
    leaving.done += 1;
  }
}
