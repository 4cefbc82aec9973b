import { utf8Chunks } from "./encoding.ts";
import { isRecord, objectAtEnd, parseJson, typeName } from "./json.ts";
import { type Line, linesOf } from "./lines.ts";
import type { Report } from "./problems.ts";

/**
 * Largest line that is read, in bytes: 128 MiB. A line is parsed whole. VS Code cuts the text in a
 * line to 100 MiB when it cannot write it otherwise (PERSIST_ENTRY_MAX_TOTAL_CHARS in its
 * objectMutationLog.ts); the rest is room for escapes.
 */
export const lineLimitBytes = 128 * 2 ** 20;

/** Takes what the lines of a file hold, in order. */
export interface EntryReader {
  /** How an entry begins, with the flag `g`: it is looked for where two of them share a line. */
  start: RegExp;
  /** What it reports is told with the line; so is an error that it throws, and the next line is read. */
  onEntry(entry: Record<string, unknown>, report: Report): void;
  /** A line that is no JSON, before what was saved of it; undefined when it is too large. */
  onLost?(text: string | undefined): void;
}

/**
 * Reads a file of one JSON object per line, one line at a time. Lines that cannot be used are
 * reported as `line N: …` and cost none of the others. True when the last line is cut off.
 */
export async function readJsonLines(
  chunks: AsyncIterable<Uint8Array>,
  reader: EntryReader,
  report: Report,
): Promise<boolean> {
  let torn = false;
  for await (const line of linesOf(utf8Chunks(chunks), lineLimitBytes)) {
    if (line.text?.trim() === "") continue;
    const reportLine = (problem: string) => report(`line ${line.number}: ${problem}`);
    const value = entryOn(line);
    torn = value instanceof Error && !line.ended && line.text !== undefined;
    if (torn) {
      reader.onLost?.(line.text);
    } else if (value instanceof Error) {
      reportLine(value.message);
      reader.onLost?.(line.text);
      const saved = objectAtEnd(line.text ?? "", reader.start);
      if (saved !== undefined) take(saved, reader, reportLine);
    } else {
      if (!line.isWellFormed) reportLine("not UTF-8; U+FFFD stands for the broken bytes");
      take(value, reader, reportLine);
    }
  }
  return torn;
}

/** No beginning of a JSON object is JSON itself, so a last line that parses was written whole. */
function entryOn({ text, sizeBytes }: Line): unknown {
  if (text === undefined) {
    return new Error(`too large, got ${sizeBytes} bytes; the limit is ${lineLimitBytes}`);
  }
  try {
    return parseJson(text);
  } catch (error) {
    return error;
  }
}

function take(value: unknown, reader: EntryReader, report: Report): void {
  try {
    if (!isRecord(value))
      throw new Error(`not an entry, got ${typeName(value)}; expected an object`);
    reader.onEntry(value, report);
  } catch (error) {
    report(error instanceof Error ? error.message : String(error));
  }
}
