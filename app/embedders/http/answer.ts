import { unitVector } from "../unit-vector.ts";

/**
 * The vectors of an answer, in the order of the texts whatever the order in it. Throws an Error that
 * names the field where there is not one good vector for each of `count` texts, of `dimensions` or, if
 * that is undefined, of as many as the first.
 */
export function embeddingsOf(
  answer: unknown,
  count: number,
  dimensions: number | undefined,
): Float32Array[] {
  const data = isObject(answer) ? answer.data : undefined;
  if (!Array.isArray(data)) throw problem("data", "an array", data);
  if (data.length !== count) throw problem("data", `${count} entries`, data.length);
  const vectors = new Map<number, Float32Array>();
  let expected = dimensions;
  for (const [position, entry] of data.entries()) {
    const field = `data[${position}]`;
    const { index, embedding } = isObject(entry) ? entry : {};
    if (typeof index !== "number" || !(index in data)) {
      throw problem(`${field}.index`, `a number below ${count}`, index);
    }
    if (vectors.has(index)) throw problem(`${field}.index`, "one that no other entry has", index);
    if (!Array.isArray(embedding) || embedding.length === 0) {
      throw problem(`${field}.embedding`, "an array of numbers", embedding);
    }
    expected ??= embedding.length;
    if (embedding.length !== expected) {
      throw problem(`${field}.embedding`, `${expected} dimensions`, embedding.length);
    }
    vectors.set(index, unitVector(embedding, `${place}: ${field}.embedding`));
  }
  return data.map((_, index) => vectors.get(index) ?? new Float32Array(expected ?? 0));
}

const place = "answer of the embedder";

function problem(field: string, expected: string, got: unknown): Error {
  const written = JSON.stringify(got) ?? "nothing";
  return new Error(`${place}: ${field}: expected ${expected}, got ${written.slice(0, 80)}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
