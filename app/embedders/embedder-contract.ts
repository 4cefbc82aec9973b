import { describe, expect, it } from "vitest";
import type { Embedder } from "../vectors/ports.ts";

/** What every `Embedder` must do. `open` gives one for a test. */
export function embedderContract(name: string, open: () => Promise<Embedder>): void {
  describe(name, () => {
    const texts = [
      "The login test fails since the clock is mocked",
      "How do I bake bread?",
      "",
      "const name = getUserName();",
      "  \n\t ",
      "パンを焼く 🍞",
    ];

    it("gives a vector of length 1 for each text, and zeros where there is none", async () => {
      const { dimensions, embed } = await open();
      const vectors = await embed(texts);
      expect(vectors).toHaveLength(texts.length);
      for (const [index, vector] of vectors.entries()) {
        expect(vector).toHaveLength(dimensions);
        const isBlank = texts[index]?.trim() === "";
        expect(Math.hypot(...vector)).toBeCloseTo(isBlank ? 0 : 1, 5);
      }
    });

    it("gives equal texts equal vectors and others different ones", async () => {
      const { embed } = await open();
      const [one, other] = await embed([texts[0] ?? "", texts[1] ?? ""]);
      const [again] = await embed([texts[0] ?? ""]);
      // A batch may be padded, which changes the last bits of what a model computes.
      expect(cosine(one, again)).toBeCloseTo(1, 5);
      expect(cosine(one, other)).toBeLessThan(0.99);
    });

    it("keeps the order of many texts", async () => {
      const { embed } = await open();
      const many = Array.from({ length: 70 }, (_, index) => `message ${index} of ${index * 7}`);
      const vectors = await embed(many);
      for (const index of [0, 31, 32, 69]) {
        const [alone] = await embed([many[index] ?? ""]);
        expect(cosine(vectors[index], alone)).toBeCloseTo(1, 5);
      }
    });

    it("takes a text of 100 kB, and half a character", async () => {
      const { embed } = await open();
      const [long, half] = await embed(["sourdough bread ".repeat(6_250), "bread \ud83c"]);
      expect(Math.hypot(...(long ?? []))).toBeCloseTo(1, 5);
      expect(Math.hypot(...(half ?? []))).toBeCloseTo(1, 5);
    });

    it("embeds nothing when there is nothing, or when it is not wanted any more", async () => {
      const { embed } = await open();
      expect(await embed([])).toEqual([]);
      const reason = new Error("the person has left");
      await expect(embed(texts, AbortSignal.abort(reason))).rejects.toBe(reason);
    });

    it("names its space, with the dimensions, and says what is near in it", async () => {
      const { generation, dimensions, similarityFloor, embed } = await open();
      expect(generation).toMatch(new RegExp(`-${dimensions}-v\\d+$`));
      expect(similarityFloor).toBeGreaterThan(-1);
      const [vector] = await embed([texts[0] ?? ""]);
      expect(cosine(vector, vector)).toBeGreaterThan(similarityFloor);
    });
  });
}

function cosine(one: Float32Array | undefined, other: Float32Array | undefined): number {
  return one?.reduce((sum, component, index) => sum + component * (other?.[index] ?? 0), 0) ?? 0;
}
