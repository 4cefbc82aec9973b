import type { VectorPoint } from "./server.ts";

/** Servers take 32 MiB and more at once, of which a number in JSON has up to 22 bytes. */
const numbersPerRequest = 1_000_000;

/** `points` in the portions that one request takes. */
export function* pointBatches(points: VectorPoint[]): Generator<VectorPoint[]> {
  const dimensions = points[0]?.vector.length ?? 1;
  const perRequest = Math.max(1, Math.floor(numbersPerRequest / dimensions));
  for (let start = 0; start < points.length; start += perRequest) {
    yield points.slice(start, start + perRequest);
  }
}
