/**
 * Sentences that have nothing in common. What a model makes of them shows how similar any two texts
 * are to it: models differ in that by more than the similarity of what belongs together.
 */
export const unrelatedTexts = [
  "How do I cancel an async task in Python without losing its exceptions?",
  "The bread needs two hours to rise before it goes into the oven.",
  "Our train to Lisbon leaves from platform nine at half past seven.",
  "Fix the race condition in the connection pool of the payment service.",
  "She planted tulips and daffodils along the garden fence in autumn.",
  "SELECT name FROM employees WHERE salary > 50000 ORDER BY name",
  "The referee showed a second yellow card in the eighty-fifth minute.",
  "Add a dark theme to the settings page and remember the choice.",
  "Photosynthesis turns light, water and carbon dioxide into sugar.",
  "Docker build fails with: no space left on device",
  "The violin concerto was first performed in Vienna two centuries ago.",
  "Rename the variable, extract a function and write a unit test for it.",
];

/** Cosine similarity that 1 in 40 pairs of unrelated texts exceed; of their unit vectors. */
export function similarityFloor(vectors: Float32Array[]): number {
  const similarities = vectors.flatMap((one, index) =>
    vectors.slice(index + 1).map((other) => cosine(one, other)),
  );
  const mean = average(similarities);
  const deviation = Math.sqrt(average(similarities.map((value) => (value - mean) ** 2)));
  // Of about a normal distribution. A model to which all is alike must be able to find something.
  return Math.min(mean + 2 * deviation, (1 + mean) / 2);
}

function cosine(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, component, index) => sum + component * (other[index] ?? 0), 0);
}

function average(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
