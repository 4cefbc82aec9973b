import { createHash } from "node:crypto";
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";

/** Files as a backup of chats has them: the database's text and indexes, vectors, and small files. */
export function writeBackupData(folder: string, bytes: number): string[] {
  mkdirSync(join(folder, "application"), { recursive: true });
  mkdirSync(join(folder, "vectors"), { recursive: true });
  write(folder, "application/chats.db", bytes * 0.6, chatText);
  write(folder, "vectors/vectors.jsonl", bytes * 0.15, vectorLine);
  write(folder, "vectors/vectors.bin", bytes * 0.2, vectorBytes);
  const small = Array.from({ length: 200 }, (_, index) => `application/reports/${index}.json`);
  mkdirSync(join(folder, "application/reports"));
  for (const name of small) write(folder, name, (bytes * 0.05) / small.length, chatText);
  return ["application/chats.db", "vectors/vectors.jsonl", "vectors/vectors.bin", ...small];
}

function write(folder: string, name: string, bytes: number, block: (random: Random) => Buffer) {
  const random = seeded(name);
  const file = openSync(join(folder, name), "wx");
  for (let written = 0; written < bytes; ) {
    const data = block(random).subarray(0, Math.ceil(bytes - written));
    written += writeSync(file, data);
  }
  closeSync(file);
}

type Random = () => number;

/** Words of a vocabulary by Zipf's law, in rows with ids and times, as chats in a database. */
function chatText(random: Random): Buffer {
  const rows = Array.from({ length: 100 }, () => {
    const length = 20 + Math.floor(random() * 120);
    const text = Array.from({ length }, () => vocabulary[Math.floor(random() ** 3 * 20_000)]);
    const id = Math.floor(random() * 2 ** 48).toString(16);
    return `{"id":"${id}","time":${1_750_000_000_000 + Math.floor(random() * 1e10)},"text":"${text.join(" ")}"}`;
  });
  return Buffer.from(rows.join("\n"));
}

/** Vectors as JSON, four digits a number. */
function vectorLine(random: Random): Buffer {
  const lines = Array.from({ length: 20 }, () =>
    JSON.stringify(Array.from({ length: 384 }, () => Math.round((random() - 0.5) * 1e4) / 1e5)),
  );
  return Buffer.from(`${lines.join("\n")}\n`);
}

/** Vectors as 32-bit numbers, which hardly shrink. */
function vectorBytes(random: Random): Buffer {
  return Buffer.from(Float32Array.from({ length: 384 * 64 }, () => random() - 0.5).buffer);
}

const vocabulary = Array.from({ length: 20_000 }, (_, index) =>
  createHash("sha256")
    .update(String(index))
    .digest("base64url")
    .slice(0, 3 + (index % 8)),
);

/** The same numbers for the same name: a small generator of 32 bits (mulberry32). */
function seeded(name: string): Random {
  let state = createHash("sha256").update(name).digest().readUInt32LE();
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
