import { Problem } from "../http/problem.ts";
import type { IngestUse } from "../store/ingest-use.ts";

/** How much one owner may bring. */
export interface IngestQuotas {
  /** Checks and ingests together; counted by each process for itself. */
  requestsPerMinute: number;
  /** JSON that came on a day in UTC, accepted or not. */
  bytesPerDay: number;
  /** Stored, wherever they came from. */
  sessions: number;
  /** JSON of the sessions that came from collectors and are still there. */
  storedBytes: number;
}

/** Too much of something: for now where there is a time to wait, else for good. */
export function tooMuch(
  code: "quota_exceeded" | "too_many_requests",
  field: string,
  message: string,
  retryAfterSeconds?: number,
): Problem {
  const text = `${field}: ${message}`;
  return retryAfterSeconds === undefined
    ? new Problem(403, code, text, field)
    : new Problem(429, code, text, field, { "retry-after": String(retryAfterSeconds) });
}

/** The day in UTC that `now`, in milliseconds since 1970, is on: `2026-11-21`. */
export function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}

/**
 * Throws where `bytes` more would be too many. They count as new, although some may take the place
 * of what is there: how many do is known when they are stored only.
 */
export function refuseBytes(quotas: IngestQuotas, use: IngestUse, bytes: number, now: number) {
  const sent = bytes === 0 ? "" : ` and ${amount(bytes)} sent`;
  const isFull = (used: number, allowed: number) => used + Math.max(bytes, 1) > allowed;
  if (isFull(use.dayBytes, quotas.bytesPerDay)) {
    const used = `${amount(quotas.bytesPerDay)} allowed, ${amount(use.dayBytes)} used${sent}`;
    const seconds = Math.ceil((Date.parse(dayOf(now)) + dayMs - now) / 1000);
    const message = `${used}; go on after midnight in UTC`;
    throw tooMuch("quota_exceeded", "bytesPerDay", message, seconds);
  }
  if (isFull(use.storedBytes, quotas.storedBytes)) {
    const used = `${amount(quotas.storedBytes)} allowed, ${amount(use.storedBytes)} used${sent}`;
    const message = `${used}; remove sessions, or ask for more`;
    throw tooMuch("quota_exceeded", "storedBytes", message);
  }
}

const dayMs = 24 * 60 * 60 * 1000;

/** Throws where `added` more sessions would be too many. */
export function refuseSessions(quotas: IngestQuotas, use: IngestUse, added: number): void {
  if (added === 0 || use.sessions + added <= quotas.sessions) return;
  const [allowed, used, sent] = [quotas.sessions, use.sessions, added].map((count) =>
    count.toLocaleString("en-US"),
  );
  const message = `${allowed} allowed, ${used} used and ${sent} sent; remove some, or ask for more`;
  throw tooMuch("quota_exceeded", "sessions", message);
}

function amount(bytes: number): string {
  return `${bytes.toLocaleString("en-US")} bytes`;
}
