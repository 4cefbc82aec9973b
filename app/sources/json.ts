/**
 * Parses JSON. Throws `not JSON: <reason> at byte N`; the message never quotes the text, which is
 * private. The engine names no place for a stray token, so there the reason stands alone.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`not JSON: ${reasonOf(error instanceof Error ? error.message : "", text)}`);
  }
}

/**
 * The object that stands whole at the end of `text`, after something broken: so it looks when a
 * writer was killed in the middle of a line and the next one went on behind it. `start` is how an
 * object of this kind begins, with the flag `g`.
 */
export function objectAtEnd(text: string, start: RegExp): Record<string, unknown> | undefined {
  for (const { index } of text.matchAll(start).take(endTries)) {
    try {
      const value: unknown = JSON.parse(text.slice(index));
      if (isRecord(value)) return value;
    } catch {}
  }
  return undefined;
}

/** Places tried as a start, so that the work stays in proportion to the text. */
const endTries = 8;

/** A plain JSON object: neither null nor a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What JSON calls the type of `value`, with its article, for error messages. */
export function typeName(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

// V8 writes `<reason> in JSON at position N (line …)`, `Unexpected end of JSON input`, or
// `Unexpected token 'x', ..."<text around it>"... is not valid JSON`.
function reasonOf(message: string, text: string): string {
  const position = Number(/ at position (\d+)/.exec(message)?.[1] ?? Number.NaN);
  if (position >= text.length || message.startsWith("Unexpected end")) {
    return `Unexpected end of JSON input at byte ${Buffer.byteLength(text)}`;
  }
  const reason = message.replace(/(?: in JSON)? at position .*$|, (?:\.\.\.)?".*$/s, "");
  if (Number.isNaN(position)) return reason;
  return `${reason} at byte ${Buffer.byteLength(text.slice(0, position))}`;
}
