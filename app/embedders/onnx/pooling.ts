import type { Tensor } from "./runtime.ts";

/** How the vectors of a text's tokens become one. */
export type Pooling = "mean" | "cls";

interface Shape {
  pooling: Pooling;
  /** Tokens of each text. */
  counts: number[];
  /** Tokens of each text with those that fill it up. */
  length: number;
}

/** One vector for each text, from the outputs of a model for a batch of them. */
export function pooled(outputs: Record<string, Tensor>, shape: Shape): Float32Array[] {
  const whole = outputs.sentence_embedding;
  if (whole !== undefined) return rowsOf(whole, "sentence_embedding", shape.counts.length);
  const [name, tensor] = Object.entries(outputs).find(([, { dims }]) => dims.length === 3) ?? [];
  if (name === undefined || tensor === undefined) {
    throw new Error("the model has no output with a vector for each token");
  }
  const tokens = rowsOf(tensor, name, shape.counts.length * shape.length);
  return shape.counts.map((count, text) => {
    const first = text * shape.length;
    return shape.pooling === "cls"
      ? (tokens[first] ?? new Float32Array())
      : mean(tokens.slice(first, first + count));
  });
}

/** Its last dimension as vectors. */
function rowsOf({ data, dims, type }: Tensor, name: string, count: number): Float32Array[] {
  const dimensions = dims.at(-1) ?? 0;
  if (!(data instanceof Float32Array) || data.length !== count * dimensions) {
    throw new Error(
      `output ${name} of the model: not a vector for each of ${count}, got ${type} [${dims}]`,
    );
  }
  return Array.from({ length: count }, (_, row) =>
    data.subarray(row * dimensions, (row + 1) * dimensions),
  );
}

function mean(vectors: Float32Array[]): Float32Array {
  const sum = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) {
    for (const [at, component] of vector.entries()) sum[at] = (sum[at] ?? 0) + component;
  }
  return sum.map((component) => component / vectors.length);
}
