import { expect, it } from "vitest";
import { fuse } from "./fusion.ts";

const ranked = (...ids: number[]) =>
  ids.map((messageId, index) => ({ messageId, rank: index + 1 }));

/** Each with the similarity 0.5. */
const near = (...ids: number[]) => ranked(...ids).map((one) => ({ ...one, similarity: 0.5 }));

it("adds 1 / (60 + rank) over the legs that found a message, of vectors times similarity", () => {
  expect(fuse(ranked(1, 2, 3), near(3, 4))).toEqual([
    {
      messageId: 3,
      score: 1 / 63 + 0.5 / 61,
      scores: { text: { rank: 3 }, vectors: { rank: 1, similarity: 0.5 } },
    },
    { messageId: 1, score: 1 / 61, scores: { text: { rank: 1 } } },
    { messageId: 2, score: 1 / 62, scores: { text: { rank: 2 } } },
    { messageId: 4, score: 0.5 / 62, scores: { vectors: { rank: 2, similarity: 0.5 } } },
  ]);
});

it("puts what both legs rank low above what one leg ranks first", () => {
  const text = ranked(...Array.from({ length: 20 }, (_, index) => index + 1));
  const vector = near(...Array.from({ length: 20 }, (_, index) => 100 - index), 20);
  expect(fuse(text, vector)[0]).toEqual({
    messageId: 20,
    score: 1 / 80 + 0.5 / 81,
    scores: { text: { rank: 20 }, vectors: { rank: 21, similarity: 0.5 } },
  });
});

it("puts a word of the query above a neighbour that has little in common with it", () => {
  const neighbours = [
    { messageId: 7, rank: 1, similarity: 0.3 },
    { messageId: 8, rank: 2, similarity: -0.2 },
  ];
  const fused = fuse(ranked(5, 6), neighbours);
  expect(fused.map(({ messageId }) => messageId)).toEqual([5, 6, 7, 8]);
  expect(fused.map(({ score }) => score > 0)).toEqual([true, true, true, false]);
});

it("keeps the order of one leg when the other found nothing", () => {
  expect(fuse(ranked(5, 6), []).map(({ messageId }) => messageId)).toEqual([5, 6]);
  expect(fuse([], near(5, 6)).map(({ messageId }) => messageId)).toEqual([5, 6]);
  expect(fuse([], [])).toEqual([]);
});
