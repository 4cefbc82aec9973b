/** Texts of invented words, some of which are much more usual than others. */
export function textsOf(random: () => number): (words: number) => string {
  const pick = (from: string) => from[Math.floor(random() * from.length)] ?? "";
  const syllable = () => pick("bcdfghklmnprstvw") + pick("aeiou") + pick("lmnrst");
  const words = Array.from({ length: 20_000 }, () => syllable() + syllable() + syllable());
  return (length) =>
    Array.from({ length }, () => words[Math.floor(random() ** 3 * words.length)]).join(" ");
}

/** The same numbers each time: a linear congruential generator. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
