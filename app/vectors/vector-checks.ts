import type { MessageVector } from "./ports.ts";

/** Throws where the vectors are none of one space: other dimensions than the first, or no numbers. */
export function refuseUnfit(generation: string, vectors: MessageVector[]): void {
  const dimensions = vectors[0]?.vector.length;
  for (const { messageId, vector } of vectors) {
    const place = `${generation}: vector of message ${messageId}`;
    if (vector.length !== dimensions) {
      throw new Error(`${place}: expected ${dimensions} dimensions, got ${vector.length}`);
    }
    const at = vector.findIndex((component) => !Number.isFinite(component));
    if (at >= 0) throw new Error(`${place}: not a finite number at ${at}, got ${vector[at]}`);
  }
}

/** Whether it has no angle to any other. */
export function isZero(vector: Float32Array): boolean {
  return vector.every((component) => component === 0);
}
