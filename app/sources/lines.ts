import { decodedUtf8 } from "./encoding.ts";

/** One line of a byte stream, without its line feed. */
export interface Line {
  /** Counted from 1, as editors do. */
  number: number;
  /** Undefined when the line is larger than the limit: it was counted and thrown away. */
  text: string | undefined;
  /** False where bytes were no UTF-8: U+FFFD stands for them in `text`. */
  isWellFormed: boolean;
  sizeBytes: number;
  /** False for a last line without line feed: its writer may still be at work. */
  ended: boolean;
}

/**
 * Splits a stream at line feeds and holds one line at a time. Only at line feeds: Node's readline
 * also splits at U+2028, which JSON allows inside strings.
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  limitBytes: number,
): AsyncGenerator<Line> {
  let held: Uint8Array[] = [];
  let sizeBytes = 0;
  let number = 0;

  function hold(bytes: Uint8Array): void {
    sizeBytes += bytes.length;
    if (sizeBytes > limitBytes) held = [];
    else held.push(bytes);
  }

  function release(ended: boolean): Line {
    number += 1;
    const isHeld = sizeBytes <= limitBytes;
    const { text, isWellFormed } = isHeld ? decodedUtf8(concat(held)) : tooLarge;
    const line = { number, text, isWellFormed, sizeBytes, ended };
    held = [];
    sizeBytes = 0;
    return line;
  }

  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      hold(chunk.subarray(start, end));
      yield release(true);
      start = end + 1;
    }
    hold(chunk.subarray(start));
  }
  if (sizeBytes > 0) yield release(false);
}

const lineFeed = 10;

const tooLarge = { text: undefined, isWellFormed: true };

function concat(pieces: Uint8Array[]): Uint8Array {
  return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
}
