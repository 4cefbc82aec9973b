/** Turns vectors of one space in all directions; angles between them and lengths stay. */
export type Rotation = (vector: ArrayLike<number>) => Float64Array;

/**
 * A rotation that spreads what a vector says over all of its components, as well for one with many
 * zeros, as hashed n-grams give, as for a dense one. Another `seed` is another rotation. Indexes are
 * made of what it gives: a change of it makes them worthless.
 */
export function rotation(dimensions: number, seed: number): Rotation {
  const steps = stepsFor(dimensions, seed);
  return (vector) => {
    const rotated = Float64Array.from(vector);
    for (const { partners, cosines, sines } of steps) {
      for (let at = 0; at + 1 < dimensions; at += 2) {
        const first = partners[at] ?? 0;
        const second = partners[at + 1] ?? 0;
        const one = rotated[first] ?? 0;
        const other = rotated[second] ?? 0;
        const cosine = cosines[at] ?? 1;
        const sine = sines[at] ?? 0;
        rotated[first] = one * cosine - other * sine;
        rotated[second] = one * sine + other * cosine;
      }
    }
    return rotated;
  };
}

/** Turns each two dimensions that follow each other in `partners` into each other by some angle. */
interface Step {
  partners: Int32Array;
  cosines: Float64Array;
  sines: Float64Array;
}

/** After n steps a component is spread over 2 to the power of n others. */
function stepsFor(dimensions: number, seed: number): Step[] {
  const random = randomNumbers(seed);
  const count = Math.ceil(Math.log2(dimensions)) + 2;
  return Array.from({ length: count }, () => {
    const partners = shuffled(dimensions, random);
    // Of the tangent of half the angle both are fractions, the same on every machine. The angles
    // are about 45°, which spreads the most; exactly that would let components cancel each other out.
    const tangents = Float64Array.from({ length: dimensions }, () => {
      return (random() < 0.5 ? -1 : 1) * (0.25 + 0.3 * random());
    });
    return {
      partners,
      cosines: tangents.map((tangent) => (1 - tangent ** 2) / (1 + tangent ** 2)),
      sines: tangents.map((tangent) => (2 * tangent) / (1 + tangent ** 2)),
    };
  });
}

function shuffled(count: number, random: () => number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, index) => index);
  for (let at = count - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
  return order;
}

/** The same numbers from 0 to 1 for the same seed: xorshift32 of Marsaglia. */
function randomNumbers(seed: number): () => number {
  let state = seed ^ 0x9e3779b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
