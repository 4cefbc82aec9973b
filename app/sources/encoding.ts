import { isUtf8 } from "node:buffer";

/** Text in place of bytes. Files are UTF-8, but editors and shells of Windows save UTF-16 too. */
export interface Decoded {
  text: string;
  /** False where bytes were no UTF-8: U+FFFD stands for them. */
  isWellFormed: boolean;
}

/** UTF-8 as text, without a byte order mark. */
export function decodedUtf8(bytes: Uint8Array): Decoded {
  return { text: new TextDecoder().decode(bytes), isWellFormed: isUtf8(bytes) };
}

/** A whole file as text, whichever of the encodings it has. */
export function decoded(bytes: Uint8Array): Decoded {
  const wide = wideEncodingOf(bytes);
  if (wide === undefined) return decodedUtf8(bytes);
  return { text: new TextDecoder(wide).decode(bytes), isWellFormed: true };
}

/** A stream in whichever of the encodings, as UTF-8. */
export async function* utf8Chunks(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  let start: Uint8Array = new Uint8Array();
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let isKnown = false;
  for await (const chunk of chunks) {
    if (isKnown) {
      yield decoder === undefined ? chunk : Buffer.from(decoder.decode(chunk, { stream: true }));
      continue;
    }
    start = start.length === 0 ? chunk : Buffer.concat([start, chunk]);
    if (start.length < 2) continue;
    isKnown = true;
    const wide = wideEncodingOf(start);
    if (wide !== undefined) decoder = new TextDecoder(wide);
    yield decoder === undefined ? start : Buffer.from(decoder.decode(start, { stream: true }));
  }
  if (!isKnown) yield start;
  if (decoder !== undefined) yield Buffer.from(decoder.decode());
}

/** UTF-16 is told by its mark, or by the zero byte of an ASCII character: JSON starts with one. */
function wideEncodingOf([first, second]: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first !== undefined && first !== 0 && second === 0) return "utf-16le";
  return first === 0 && second !== undefined && second !== 0 ? "utf-16be" : undefined;
}
