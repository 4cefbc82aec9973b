import { once } from "node:events";
import Database from "better-sqlite3";
import { load } from "sqlite-vec";
import { hashedNgrams } from "../app/vectors/hashed-ngrams.ts";
import { int8Vector } from "../app/vectors/quantized.ts";

/** How long the bare queries for one question took, in milliseconds. */
export interface BareTimes {
  /** The best 100 of FTS5. */
  text: number;
  /** The nearest 100 of sqlite-vec, which compares all. */
  vectors: number;
}

/**
 * One thread that asks the database at the given path what a search has to ask it at least: a process
 * that is sent questions and answers each with its `BareTimes`.
 */
const file = new Database(process.argv[2] ?? "", { readonly: true });
load(file);
const text = file
  .prepare<[string], number>(
    "select rowid from messages_fts where messages_fts match ? order by rank limit 100",
  )
  .pluck();
const vectors = file
  .prepare<[Buffer], number>(
    `select message_id from vectors_1
     order by vec_distance_cosine(vec_int8(embedding), vec_int8(?)) limit 100`,
  )
  .pluck();

process.on("message", async (question: string) => {
  const [embedded = new Float32Array()] = await hashedNgrams.embed([question]);
  const vector = Buffer.from((int8Vector(embedded) ?? new Int8Array()).buffer);
  const words = question.split(" ").map((word) => `"${word}"`);
  const times: BareTimes = {
    text: msOf(() => text.all(words.join(" OR "))),
    vectors: msOf(() => vectors.all(vector)),
  };
  process.send?.(times);
});
await once(process, "disconnect");
file.close();

function msOf(ask: () => unknown): number {
  const startedAt = performance.now();
  ask();
  return performance.now() - startedAt;
}
