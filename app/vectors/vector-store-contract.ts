import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../store/store.ts";
import { chat, prompt, readState, sourceFile } from "../store/test-chats.ts";
import type { VectorStore } from "./ports.ts";

/**
 * What every `VectorStore` must do, beside the `Store` whose messages it serves. `open` gives two
 * empty ones each time; the contract closes the store.
 */
export function vectorStoreContract(
  name: string,
  open: () => Promise<{ store: Store; vectors: VectorStore }>,
): void {
  describe(name, () => {
    let store: Store;
    let vectors: VectorStore;
    beforeEach(async () => {
      ({ store, vectors } = await open());
    });
    afterEach(() => store.close());

    /** Stores a chat of messages with these texts and gives their ids. */
    const saved = async (...texts: string[]): Promise<number[]> => {
      const file = sourceFile();
      const messages = texts.map((text, index) => prompt(`r${index}`, text, index));
      await store.saveSession(chat({ createdAt: 0, messages }), file, readState(file));
      return (await store.session("vscode:chat-1"))?.messages.map(({ id }) => id) ?? [];
    };
    /** Gives the messages of `ids` the vectors, in order. */
    const put = (ids: number[], ...made: number[][]) =>
      vectors.upsert(
        "one",
        made.map((vector, index) => ({
          messageId: ids[index] ?? 0,
          vector: Float32Array.from(vector),
        })),
      );
    const nearest = (vector: number[], limit = 10, generation = "one") =>
      vectors.nearest(generation, Float32Array.from(vector), limit);
    const waiting = async () =>
      (await store.messagesWithoutVector("one", 10)).map(({ text }) => text);

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
      expect(await vectors.count("one")).toBe(1);
    });

    it("takes many at once", async () => {
      const texts = Array.from({ length: 1_200 }, (_, index) => `text ${index}`);
      const ids = await saved(...texts);
      await put(ids, ...ids.map((_, index) => [Math.cos(index), Math.sin(index), 0, 0]));
      expect(await vectors.count("one")).toBe(1_200);
      expect(await nearest([1, 0, 0, 0], 200)).toHaveLength(200);
    });

    it("keeps generations apart, whatever their names and dimensions", async () => {
      const [id = 0] = await saved("a");
      const generations = ["model-1", "model_1", "Model 1", 'a "quoted" one', "b"];
      for (const [index, generation] of generations.entries()) {
        const vector = new Float32Array(4 * (index + 1)).fill(1);
        await vectors.upsert(generation, [{ messageId: id, vector }]);
      }
      for (const [index, generation] of generations.entries()) {
        expect(await vectors.count(generation)).toBe(1);
        const found = await nearest(new Array(4 * (index + 1)).fill(1), 10, generation);
        expect(found.map(({ messageId }) => messageId)).toEqual([id]);
      }
    });

    it("knows nothing of a generation without vectors", async () => {
      expect(await nearest([1, 0, 0, 0])).toEqual([]);
      expect(await vectors.count("one")).toBe(0);
      await vectors.upsert("one", []);
      expect(await vectors.count("one")).toBe(0);
    });

    it("takes a zero vector for done and never finds it", async () => {
      const ids = await saved("...", "a");
      await put(ids, [0, 0, 0, 0], [0, 1, 0, 0]);
      expect(await waiting()).toEqual([]);
      expect(await vectors.count("one")).toBe(2);
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
      expect(await vectors.count("one")).toBe(1);
    });
  });
}
