import { expect, it } from "vitest";
import { fuse } from "./fusion.ts";

const ranked = (...ids: number[]) =>
  ids.map((messageId, index) => ({ messageId, rank: index + 1 }));

it("adds 1 / (60 + rank) over the legs that found a message", () => {
  expect(fuse(ranked(1, 2, 3), ranked(3, 4))).toEqual([
    { messageId: 3, score: 1 / 63 + 1 / 61, ranks: { text: 3, vector: 1 } },
    { messageId: 1, score: 1 / 61, ranks: { text: 1, vector: undefined } },
    { messageId: 2, score: 1 / 62, ranks: { text: 2, vector: undefined } },
    { messageId: 4, score: 1 / 62, ranks: { text: undefined, vector: 2 } },
  ]);
});

it("puts what both legs rank low above what one leg ranks first", () => {
  const text = ranked(...Array.from({ length: 50 }, (_, index) => index + 1));
  const vector = ranked(...Array.from({ length: 50 }, (_, index) => 100 - index), 50);
  expect(fuse(text, vector)[0]).toEqual({
    messageId: 50,
    score: 1 / 110 + 1 / 111,
    ranks: { text: 50, vector: 51 },
  });
});

it("keeps the order of one leg when the other found nothing", () => {
  expect(fuse(ranked(5, 6), []).map(({ messageId }) => messageId)).toEqual([5, 6]);
  expect(fuse([], ranked(5, 6)).map(({ messageId }) => messageId)).toEqual([5, 6]);
  expect(fuse([], [])).toEqual([]);
});
