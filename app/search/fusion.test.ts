import { expect, it } from "vitest";
import { fuse } from "./fusion.ts";

const ranked = (...ids: number[]) =>
  ids.map((messageId, index) => ({ messageId, rank: index + 1 }));

/** Each with the similarity 0.5. */
const near = (...ids: number[]) => ranked(...ids).map((one) => ({ ...one, similarity: 0.5 }));

it("adds 1 / (60 + rank) over the legs that found a message", () => {
  expect(fuse(ranked(1, 2, 3), near(3, 4))).toEqual([
    {
      messageId: 3,
      score: 1 / 63 + 1 / 61,
      scores: { text: { rank: 3 }, vectors: { rank: 1, similarity: 0.5 } },
    },
    { messageId: 1, score: 1 / 61, scores: { text: { rank: 1 } } },
    { messageId: 2, score: 1 / 62, scores: { text: { rank: 2 } } },
    { messageId: 4, score: 1 / 62, scores: { vectors: { rank: 2, similarity: 0.5 } } },
  ]);
});

it("puts what both legs rank low above what one leg ranks first", () => {
  const text = ranked(...Array.from({ length: 50 }, (_, index) => index + 1));
  const vector = near(...Array.from({ length: 50 }, (_, index) => 100 - index), 50);
  expect(fuse(text, vector)[0]).toEqual({
    messageId: 50,
    score: 1 / 110 + 1 / 111,
    scores: { text: { rank: 50 }, vectors: { rank: 51, similarity: 0.5 } },
  });
});

it("keeps the order of one leg when the other found nothing", () => {
  expect(fuse(ranked(5, 6), []).map(({ messageId }) => messageId)).toEqual([5, 6]);
  expect(fuse([], near(5, 6)).map(({ messageId }) => messageId)).toEqual([5, 6]);
  expect(fuse([], [])).toEqual([]);
});
