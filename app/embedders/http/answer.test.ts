import { expect, it } from "vitest";
import { embeddingsOf } from "./answer.ts";

const [salt, pepper] = [
  { index: 0, embedding: [3, 4] },
  { index: 1, embedding: [0, 2] },
];

it("gives vectors of length 1 in the order of the texts, whatever the order of the answer", () => {
  const vectors = [Float32Array.of(0.6, 0.8), Float32Array.of(0, 1)];
  expect(embeddingsOf({ data: [salt, pepper] }, 2, 2)).toEqual(vectors);
  expect(embeddingsOf({ data: [pepper, salt] }, 2, undefined)).toEqual(vectors);
  expect(embeddingsOf({ data: [{ index: 0, embedding: [0, 0] }] }, 1, 2)).toEqual([
    Float32Array.of(0, 0),
  ]);
});

it.each<[string, unknown, string]>([
  ["no object", "text", "data: expected an array, got nothing"],
  ["no entries", { data: "none" }, 'data: expected an array, got "none"'],
  ["too few entries", { data: [salt] }, "data: expected 2 entries, got 1"],
  [
    "another number of dimensions",
    { data: [salt, { index: 1, embedding: [1, 2, 3] }] },
    "data[1].embedding: expected 2 dimensions, got 3",
  ],
  [
    "no vector",
    { data: [salt, { index: 1 }] },
    "data[1].embedding: expected an array of numbers, got nothing",
  ],
  [
    "no number",
    { data: [salt, { index: 1, embedding: [1, null] }] },
    "data[1].embedding[1]: not a finite number, got null",
  ],
  [
    "an infinite number",
    { data: [salt, { index: 1, embedding: [Number.POSITIVE_INFINITY, 1] }] },
    "data[1].embedding[0]: not a finite number, got Infinity",
  ],
  [
    "numbers that are too large",
    { data: [salt, { index: 1, embedding: [1e300, 1] }] },
    "data[1].embedding: its numbers are too large for a vector",
  ],
  [
    "no index",
    { data: [salt, { embedding: [1, 2] }] },
    "data[1].index: expected a number below 2, got nothing",
  ],
  [
    "an index that is too high",
    { data: [salt, { index: 2, embedding: [1, 2] }] },
    "data[1].index: expected a number below 2, got 2",
  ],
  [
    "the same index twice",
    { data: [salt, salt] },
    "data[1].index: expected one that no other entry has, got 0",
  ],
])("names the field of an answer with %s", (_, answer, message) => {
  expect(() => embeddingsOf(answer, 2, undefined)).toThrow(
    new Error(`answer of the embedder: ${message}`),
  );
});
