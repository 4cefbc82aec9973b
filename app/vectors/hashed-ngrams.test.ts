import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { embedderContract } from "../embedders/embedder-contract.ts";
import { hashedNgrams } from "./hashed-ngrams.ts";

embedderContract("hashed n-grams", async () => hashedNgrams);

async function vectorOf(text: string): Promise<Float32Array> {
  const [vector] = await hashedNgrams.embed([text]);
  if (vector === undefined) throw new Error("no vector");
  return vector;
}

async function similarity(one: string, other: string): Promise<number> {
  const [first, second] = [await vectorOf(one), await vectorOf(other)];
  return first.reduce((sum, component, index) => sum + component * (second[index] ?? 0), 0);
}

describe("hashedNgrams", () => {
  it("gives exactly these values, or it is another generation", async () => {
    const vector = await vectorOf("Login tests fail: getUserName() is undefined");
    const largest = Array.from(vector, (component, index) => [index, component] as const)
      .toSorted((one, other) => Math.abs(other[1]) - Math.abs(one[1]))
      .slice(0, 6)
      .map(([index, component]) => [index, component.toFixed(5)]);
    expect(hashedNgrams.generation).toBe("hashed-ngrams-384-v1");
    expect(largest).toEqual([
      [149, "-0.28503"],
      [20, "-0.21510"],
      [324, "-0.20921"],
      [358, "-0.19483"],
      [285, "-0.18900"],
      [32, "-0.18039"],
    ]);
  });

  it("gives vectors of length 1 in order, and zeros where no word is", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: "binary" })), async (texts) => {
        const vectors = await hashedNgrams.embed(texts);
        expect(vectors).toHaveLength(texts.length);
        for (const [index, vector] of vectors.entries()) {
          expect(vector).toHaveLength(hashedNgrams.dimensions);
          expect(vector).toEqual(await vectorOf(texts[index] ?? ""));
          const length = Math.hypot(...vector);
          expect(length === 0 || Math.abs(length - 1) < 1e-5).toBe(true);
        }
      }),
    );
    for (const text of ["", "?!", "the of and", "x".repeat(1_000)]) {
      expect((await vectorOf(text)).every((component) => component === 0)).toBe(true);
    }
  });

  it.each([
    ["tests keep failing at sign in", "The sign-in test failed again."],
    ["authentcation", "Authentication is done with a token."],
    ["user names", "const name = getUserName();"],
    ["get_user_name", "getUserName"],
    ["世界 peace", "你好世界"],
  ])("places %j near %j", async (query, text) => {
    expect(await similarity(query, text)).toBeGreaterThan(hashedNgrams.similarityFloor);
  });

  it.each([
    ["blorp wumpus snarf", "The sign-in test failed again."],
    ["banana bread recipe", "Authentication is done with a token."],
    ["how do I do this", "what is it"],
  ])("keeps %j apart from %j", async (query, text) => {
    expect(await similarity(query, text)).toBeLessThan(hashedNgrams.similarityFloor);
  });

  it("counts the tenth mention of a word less than ten times", async () => {
    const text = `salt pepper sugar ${"salt ".repeat(9)}`;
    expect(await similarity("pepper", text)).toBeGreaterThan(0.2);
  });
});
