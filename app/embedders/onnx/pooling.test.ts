import { expect, it } from "vitest";
import { pooled } from "./pooling.ts";

const tensor = (dims: number[], ...values: number[]) => ({
  type: "float32",
  dims,
  data: Float32Array.from(values),
});
const shape = { pooling: "mean" as const, counts: [2, 1], length: 2 };

it("takes a vector that the model has pooled itself", () => {
  const outputs = {
    last_hidden_state: tensor([2, 2, 1], 9, 9, 9, 9),
    sentence_embedding: tensor([2, 1], 5, 6),
  };
  expect(pooled(outputs, shape)).toEqual([Float32Array.of(5), Float32Array.of(6)]);
});

it("leaves out what fills up a short text", () => {
  const outputs = { token_embeddings: tensor([2, 2, 1], 1, 3, 5, 9) };
  expect(pooled(outputs, shape)).toEqual([Float32Array.of(2), Float32Array.of(5)]);
  expect(pooled(outputs, { ...shape, pooling: "cls" })).toEqual([
    Float32Array.of(1),
    Float32Array.of(5),
  ]);
});

it("says what it cannot make vectors of", () => {
  expect(() => pooled({ logits: tensor([2, 3]) }, shape)).toThrow(
    "the model has no output with a vector for each token",
  );
  expect(() => pooled({ states: tensor([2, 1, 1], 1, 2) }, shape)).toThrow(
    "output states of the model: not a vector for each of 4, got float32 [2,1,1]",
  );
});
