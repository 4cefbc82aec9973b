import { expect, it } from "vitest";
import { StoreUnavailable } from "../store/unavailable.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import { lateEmbedder } from "./late.ts";

it("is there once its source has it", async () => {
  let isThere = false;
  const embedder = lateEmbedder({
    async open() {
      if (!isThere) throw new StoreUnavailable("the embedder is away");
      return hashedNgrams;
    },
  });
  await expect(embedder.embed(["bread"])).rejects.toThrow("the embedder is away");
  await expect(embedder.ready?.()).rejects.toThrow("the embedder is away");
  expect(embedder).toMatchObject({ generation: "not known yet", dimensions: 0 });
  isThere = true;
  expect(await embedder.embed(["bread"])).toEqual(await hashedNgrams.embed(["bread"]));
  const { generation, dimensions, similarityFloor } = hashedNgrams;
  expect(embedder).toMatchObject({ generation, dimensions, similarityFloor });
});

it("describes itself soon, although nobody has asked it for a vector", async () => {
  const embedder = lateEmbedder({ open: async () => hashedNgrams });
  await Promise.resolve();
  await Promise.resolve();
  expect(embedder.generation).toBe(hashedNgrams.generation);
});
