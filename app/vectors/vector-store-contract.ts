import { describe, expect, it } from "vitest";
import type { OpenedDatabase } from "../store/open.ts";
import { vectorFiltersContract } from "./contract/filters.ts";
import { vectorGenerationContract } from "./contract/generations.ts";
import { vectorSharingContract } from "./contract/sharing.ts";
import { subjectOf } from "./contract/subject.ts";

/**
 * What every `VectorStore` must do, beside the database whose messages it serves. `open` gives a new
 * and empty one each time; the contract closes it.
 */
export function vectorStoreContract(name: string, open: () => Promise<OpenedDatabase>): void {
  describe(name, () => {
    const subject = subjectOf(open);
    const { saved, put, nearest, waiting } = subject;

    it("finds the nearest first, by the cosine of the angle", async () => {
      const ids = await saved("away", "across", "same", "near");
      await put(ids, [-1, 0, 0, 0], [0, 1, 0, 0], [1, 0, 0, 0], [0.8, 0.6, 0, 0]);
      const found = await nearest([1, 0, 0, 0]);
      expect(found.map(({ messageId, rank }) => [messageId, rank])).toEqual([
        [ids[2], 1],
        [ids[3], 2],
        [ids[1], 3],
        [ids[0], 4],
      ]);
      // Adapters may keep 8 bits a dimension.
      expect(found.map(({ similarity }) => Math.round(similarity * 100) / 100)).toEqual([
        1, 0.8, 0, -1,
      ]);
    });

    it("gives no more than asked for", async () => {
      await put(await saved("a", "b", "c"), [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]);
      expect(await nearest([1, 0, 0, 0], 2)).toHaveLength(2);
    });

    it("replaces the vector of a message", async () => {
      const [id = 0] = await saved("a");
      await put([id], [1, 0, 0, 0]);
      await put([id], [0, 1, 0, 0]);
      expect(await nearest([0, 1, 0, 0])).toEqual([{ messageId: id, rank: 1, similarity: 1 }]);
      expect(await subject.vectors.count("one")).toBe(1);
    });

    it("takes many at once", async () => {
      const texts = Array.from({ length: 10_000 }, (_, index) => `text ${index}`);
      const ids = await saved(...texts);
      const vectorOf = (index: number) => [Math.cos(index), Math.sin(index), 0.1, 0];
      await put(ids, ...ids.map((_, index) => vectorOf(index)));
      expect(await subject.vectors.count("one")).toBe(10_000);
      expect(await nearest([1, 0, 0, 0], 200)).toHaveLength(200);
      expect((await nearest(vectorOf(7), 1)).map(({ messageId }) => messageId)).toEqual([ids[7]]);
    });

    it("keeps generations apart, whatever their names and dimensions", async () => {
      const [id = 0] = await saved("a");
      const generations = ["model-1", "model_1", "Model 1", 'a "quoted" one', "b"];
      for (const [index, generation] of generations.entries()) {
        const vector = new Float32Array(4 * (index + 1)).fill(1);
        await subject.vectors.upsert(generation, [{ messageId: id, vector }]);
      }
      for (const [index, generation] of generations.entries()) {
        expect(await subject.vectors.count(generation)).toBe(1);
        const found = await nearest(new Array(4 * (index + 1)).fill(1), 10, generation);
        expect(found.map(({ messageId }) => messageId)).toEqual([id]);
      }
    });

    it("knows nothing of a generation without vectors", async () => {
      expect(await nearest([1, 0, 0, 0])).toEqual([]);
      expect(await subject.vectors.count("one")).toBe(0);
      await subject.vectors.upsert("one", []);
      expect(await subject.vectors.count("one")).toBe(0);
    });

    it("takes a zero vector for done and never finds it", async () => {
      const ids = await saved("...", "a");
      await put(ids, [0, 0, 0, 0], [0, 1, 0, 0]);
      expect(await waiting()).toEqual([]);
      expect(await subject.vectors.count("one")).toBe(2);
      expect((await nearest([1, 0, 0, 0])).map(({ messageId }) => messageId)).toEqual([ids[1]]);
    });

    it("finds nothing near a zero vector", async () => {
      await put(await saved("a"), [1, 0, 0, 0]);
      expect(await nearest([0, 0, 0, 0])).toEqual([]);
    });

    it("lets a message wait again, and does not find it, once its text has changed", async () => {
      const ids = await saved("a", "b");
      await put(ids, [1, 0, 0, 0], [1, 0, 0, 0]);
      expect(await waiting()).toEqual([]);
      await saved("changed", "b");
      expect(await waiting()).toEqual(["changed"]);
      expect((await nearest([1, 0, 0, 0])).map(({ messageId }) => messageId)).toEqual([ids[1]]);
      await put(ids, [1, 0, 0, 0]);
      expect(await waiting()).toEqual([]);
      expect(await nearest([1, 0, 0, 0])).toHaveLength(2);
    });

    it("passes over a message that is not there any more", async () => {
      const [id = 0] = await saved("a");
      await put([999_999, id], [1, 0, 0, 0], [1, 0, 0, 0]);
      expect((await nearest([1, 0, 0, 0])).map(({ messageId }) => messageId)).toEqual([id]);
      expect(await subject.vectors.count("one")).toBe(1);
    });

    it("refuses vectors of other dimensions than those that are there", async () => {
      const ids = await saved("a", "b");
      await put(ids, [1, 0, 0, 0]);
      await expect(put(ids.slice(1), [1, 0, 0, 0, 0])).rejects.toThrow(
        "one: its vectors have 4 dimensions, got one of 5",
      );
      await expect(nearest([1, 0])).rejects.toThrow(
        "one: its vectors have 4 dimensions, got one of 2",
      );
      expect(await waiting()).toEqual(["b"]);
    });

    it.each([
      [[1, 0], "expected 4 dimensions, got 2"],
      [[1, Number.NaN, 0, 0], "not a finite number at 1, got NaN"],
      [[1, 0, 0, Number.NEGATIVE_INFINITY], "not a finite number at 3, got -Infinity"],
    ])("stores nothing of a batch with the vector %j", async (vector, message) => {
      const ids = await saved("a", "b");
      await expect(put(ids, [1, 0, 0, 0], vector)).rejects.toThrow(
        `one: vector of message ${ids[1]}: ${message}`,
      );
      expect(await subject.vectors.count("one")).toBe(0);
      expect(await nearest([1, 0, 0, 0])).toEqual([]);
    });

    vectorSharingContract(subject);
    vectorFiltersContract(subject);
    vectorGenerationContract(subject);
  });
}
