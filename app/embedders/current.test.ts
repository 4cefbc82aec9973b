import { expect, it } from "vitest";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import { currentEmbedder } from "./current.ts";

const model = { ...hashedNgrams, generation: "http-small-384-v1" };

it.each([
  ["the chosen one where its vectors are complete", model.generation, model],
  ["the one before while they are being made", hashedNgrams.generation, hashedNgrams],
  ["the chosen one where nobody has the one before", "http-large-1024-v1", model],
  ["the chosen one before anything is complete", undefined, model],
])("gives %s", async (_, current, expected) => {
  const source = currentEmbedder({ currentGeneration: async () => current }, model);
  expect(await source.open()).toBe(expected);
});
