import fc from "fast-check";
import { expect, it } from "vitest";
import { bitVector, int8Vector } from "./quantized.ts";
import { rotation } from "./rotation.ts";

it("keeps angles and lengths", () => {
  const numbers = (length: number) =>
    fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: length, maxLength: length });
  const pair = fc.integer({ min: 1, max: 50 }).chain((length) => {
    return fc.tuple(numbers(length), numbers(length));
  });
  fc.assert(
    fc.property(pair, ([one, other]) => {
      const rotate = rotation(one.length, 1);
      expect(product(rotate(one), rotate(other))).toBeCloseTo(product(one, other), 9);
    }),
  );
});

it.each([8, 384, 385, 1_536])("spreads one component of %i over all", (dimensions) => {
  const vector = new Float64Array(dimensions);
  vector[0] = 1;
  const rotated = rotation(dimensions, 1)(vector);
  expect(Math.max(...rotated.map(Math.abs))).toBeLessThan(8 / Math.sqrt(dimensions));
  expect(rotated.filter((component) => component === 0).length).toBeLessThan(dimensions / 100 + 1);
});

it("gives exactly these bits, or every index is worthless", () => {
  const vector = int8Vector(Float32Array.from({ length: 12 }, (_, index) => Math.sin(index)));
  expect(vector).toEqual(Int8Array.of(0, 107, 115, 18, -96, -122, -35, 83, 126, 52, -69, -127));
  expect(bitVector(vector ?? new Int8Array())).toEqual(Uint8Array.of(196, 173, 1));
});

function product(one: ArrayLike<number>, other: ArrayLike<number>): number {
  return Array.from(one).reduce(
    (sum, component, index) => sum + component * (other[index] ?? 0),
    0,
  );
}
