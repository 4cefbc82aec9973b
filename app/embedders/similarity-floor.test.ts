import { expect, it } from "vitest";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import { similarityFloor, unrelatedTexts } from "./similarity-floor.ts";

it("is above the similarity of what has nothing in common", async () => {
  const floor = similarityFloor(await hashedNgrams.embed(unrelatedTexts));
  // Found over 20,000 paragraphs for the same embedder: 0.28, for queries of few words.
  expect(floor).toBeGreaterThan(0.05);
  expect(floor).toBeLessThan(0.28);
});

it("leaves room above it where all texts are alike", () => {
  const alike = [0, 0.1, 0.2].map((angle) => Float32Array.of(Math.cos(angle), Math.sin(angle)));
  const floor = similarityFloor(alike);
  expect(floor).toBeGreaterThan(0.98);
  expect(floor).toBeLessThan(1);
});
