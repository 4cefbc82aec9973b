import fc from "fast-check";
import { expect, test } from "vitest";
import { batched } from "./batches.ts";

async function* sessions(sizes: number[]) {
  for (const [index, size] of sizes.entries()) yield { id: String(index), json: "é".repeat(size) };
}

async function sizesOf(sizes: number[], limits: { bytes: number; count: number }) {
  const found: number[][] = [];
  for await (const batch of batched(sessions(sizes), limits)) {
    found.push(batch.map(({ json }) => json.length));
  }
  return found;
}

test("sessions go together up to the bytes and the count, a longer one alone", async () => {
  expect(await sizesOf([2, 2, 2, 9, 1, 1, 1, 1], { bytes: 10, count: 3 })).toEqual([
    [2, 2],
    [2],
    [9],
    [1, 1, 1],
    [1],
  ]);
  expect(await sizesOf([], { bytes: 10, count: 3 })).toEqual([]);
});

test("every session goes once and in order, whatever the sizes", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(20)),
      fc.integer({ min: 1, max: 30 }),
      async (sizes, bytes) => {
        const found = await sizesOf(sizes, { bytes, count: 4 });
        expect(found.flat()).toEqual(sizes);
        for (const batch of found) {
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.length).toBeLessThanOrEqual(4);
          const total = batch.reduce((sum, size) => sum + 2 * size, 0);
          expect(batch.length === 1 || total <= bytes).toBe(true);
        }
      },
    ),
  );
});
