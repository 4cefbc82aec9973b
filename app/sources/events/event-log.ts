import { latestTime, readFields, record, text } from "../fields.ts";
import { readJsonLines } from "../json-lines.ts";
import { problemList } from "../problems.ts";
import { storable } from "../storable.ts";

/** One line of the log that Copilot CLI and the Copilot extension of VS Code write. */
export interface ChatEvent {
  /** For example `user.message`. */
  type: string;
  /** Undefined where the log has none: other logs of the same chat cannot name the event then. */
  id: string | undefined;
  /** Milliseconds since 1970, UTC; undefined where the log has no usable time. */
  at: number | undefined;
  /** The agent that another one started for a part of its work; undefined for the main one. */
  subagent: string | undefined;
  data: Record<string, unknown>;
  /** The whole line. */
  raw: Record<string, unknown>;
}

const eventShape = { type: text, id: text, timestamp: text, agentId: text, data: record };

/**
 * Gives the events of a log to `onEvent`, one by one: only one line is in memory at a time. Lines
 * that cannot be used are left out and reported.
 */
export async function readEventLog(
  chunks: AsyncIterable<Uint8Array>,
  onEvent: (event: ChatEvent) => void,
): Promise<{ problems: string[]; torn: boolean }> {
  const { report, sentences } = problemList();
  const torn = await readJsonLines(
    chunks,
    {
      start: /\{"type":"\w+\.\w+/g,
      onEntry(entry, reportLine) {
        const raw = storable(entry) as Record<string, unknown>;
        const fields = readFields(raw, eventShape, "", reportLine);
        if (!fields.type) throw new Error("not an event: has no type");
        onEvent({
          type: fields.type,
          id: fields.id || undefined,
          at: timeOf(fields.timestamp),
          subagent: fields.agentId || undefined,
          data: fields.data ?? {},
          raw,
        });
      },
    },
    report,
  );
  return { problems: sentences(), torn };
}

/** ISO 8601 as milliseconds since 1970; undefined for anything else and for times out of range. */
export function timeOf(timestamp: unknown): number | undefined {
  const at = typeof timestamp === "string" ? Date.parse(timestamp) : Number.NaN;
  return at >= 0 && at <= latestTime ? at : undefined;
}
