import { setImmediate } from "node:timers/promises";
import type { Sanitizer } from "../sanitize/sanitizer.ts";
import { sanitizedSession } from "../sanitize/session.ts";
import type { Report } from "../sources/problems.ts";
import type { Maintenance } from "../store/maintenance.ts";
import type { SessionRecords } from "../store/session-records.ts";

export interface RescanParts {
  records: Pick<SessionRecords, "underOtherRules" | "sanitizeAgain">;
  maintenance: Pick<Maintenance, "eraseRedacted">;
  sanitizer: Sanitizer;
  /** Ends it after the session at hand. */
  signal?: AbortSignal;
  /** Called for what could not be done, and why. */
  onProblem: Report;
  /** Called before the first session and after each one. */
  onProgress?: (report: Readonly<RescanReport>) => void;
  /** Waits before each session; default: until the event loop has done what waits in it. */
  pause?: () => Promise<unknown>;
}

/** What looking for secrets again in stored sessions came to. */
export interface RescanReport {
  /** Sessions that other rules had sanitized. */
  toScan: number;
  /** Those of them that were looked through. */
  scanned: number;
  /** Those of them in which a secret was found. */
  redacted: number;
}

/**
 * Puts every stored session that other rules than the sanitizer's went over through the sanitizer,
 * whether its file is still there or not, and leaves nothing of what is redacted in the database's
 * file. An interrupted one is gone on with by the next. Throws when the database cannot be asked.
 */
export async function rescanStored(parts: RescanParts): Promise<RescanReport> {
  const { records, maintenance, sanitizer, signal, onProblem, onProgress } = parts;
  const { pause = setImmediate } = parts;
  const ids = await records.underOtherRules(sanitizer.rulesVersion);
  const report: RescanReport = { toScan: ids.length, scanned: 0, redacted: 0 };
  if (ids.length > 0) onProgress?.(report);
  let failed = 0;
  for (const id of ids) {
    await pause();
    if (signal?.aborted || failed === mostFailures) return report;
    try {
      if (await scanAgain(id, records, sanitizer)) report.redacted += 1;
      report.scanned += 1;
    } catch (error) {
      failed += 1;
      onProblem(`${id}: could not be looked through for secrets again: ${messageOf(error)}`);
    }
    onProgress?.(report);
  }
  await maintenance.eraseRedacted().catch((error) => onProblem(messageOf(error)));
  return report;
}

/** A database that is away or full fails with every session. */
const mostFailures = 5;

function scanAgain(
  id: string,
  records: RescanParts["records"],
  sanitizer: Sanitizer,
): Promise<boolean> {
  return records.sanitizeAgain(id, (stored) => {
    const { session, findings } = sanitizedSession(stored, sanitizer);
    return { session, sanitation: { rulesVersion: sanitizer.rulesVersion, findings } };
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
