import type { Part } from "../sources/model.ts";

/**
 * The parts of a message as JSON. Most of what they say stands in the message's text already: such a
 * part has the place there, `at: [start, end]` in UTF-16 units, and no text of its own.
 */
export function packedParts(parts: Part[], text: string): string {
  let from = 0;
  let triesLeft = mostMisses;
  const packed = parts.map((part) => {
    if (part.text === undefined || part.text.length < worthAPlace || triesLeft === 0) return part;
    const start = text.indexOf(part.text, from);
    if (start === -1) {
      triesLeft -= 1;
      return part;
    }
    from = start + part.text.length;
    return { kind: part.kind, at: [start, from], raw: part.raw };
  });
  return JSON.stringify(packed);
}

/** The parts that were packed with `text`, and those from before there was packing. */
export function unpackedParts(json: string, text: string): Part[] {
  const packed: PackedPart[] = JSON.parse(json);
  // JSON leaves out what is undefined; a `Part` always has its three properties.
  return packed.map(({ kind, text: own, at, raw }) => ({
    kind,
    text: at === undefined ? own : text.slice(...at),
    raw,
  }));
}

interface PackedPart {
  kind: string;
  text?: string;
  at?: [start: number, end: number];
  raw?: unknown;
}

/** Shorter texts are as short as a place. */
const worthAPlace = 16;

/** Each one not found is a search through the whole text, and of a message there may be thousands. */
const mostMisses = 50;
