import type { Sanitizer } from "../sanitize/sanitizer.ts";
import { type SanitizedSession, sanitizedSession } from "../sanitize/session.ts";
import type { ChatSource, SourceFile } from "../sources/model.ts";
import { sessionProblem } from "./session-problem.ts";

/** What a file gave, without its secrets. */
export type FileReading =
  | { kind: "read"; sessions: ReadSession[]; problems: string[] }
  | { kind: "failed"; problem: string }
  /** Gone since it was listed. */
  | { kind: "vanished" };

export interface ReadSession extends SanitizedSession {
  torn: boolean;
}

/** Reads a file and takes the secrets out of what it holds. Never throws. */
export async function readFile(
  source: Pick<ChatSource, "read">,
  file: SourceFile,
  sanitizer: Sanitizer,
): Promise<FileReading> {
  try {
    const sessions: ReadSession[] = [];
    const refused: string[] = [];
    const passedOver: string[] = [];
    for (const { session, problems, torn } of await source.read(file)) {
      const problem = sessionProblem(session);
      if (problem !== undefined) {
        refused.push(problem);
        continue;
      }
      sessions.push({ ...sanitizedSession(session, sanitizer), torn });
      passedOver.push(...problems);
    }
    return sessions.length === 0
      ? { kind: "failed", problem: refused[0] ?? "holds no chats" }
      : { kind: "read", sessions, problems: [...refused, ...passedOver] };
  } catch (error) {
    if (saysMissing(error)) return { kind: "vanished" };
    return { kind: "failed", problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Chats are deleted while an import runs: that a listed file is gone is nothing to report. */
function saysMissing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("code" in error && error.code === "ENOENT") || saysMissing(error.cause);
}
