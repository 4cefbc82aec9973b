/**
 * `components` at length 1; a zero vector stays one. Throws an Error that names `field` where a
 * component is no finite number.
 */
export function unitVector(components: ArrayLike<unknown>, field: string): Float32Array {
  let squares = 0;
  for (let index = 0; index < components.length; index++) {
    const component = components[index];
    if (typeof component !== "number" || !Number.isFinite(component)) {
      const got = typeof component === "number" ? component : JSON.stringify(component);
      throw new Error(`${field}[${index}]: not a finite number, got ${got}`);
    }
    squares += component * component;
  }
  const length = Math.sqrt(squares);
  if (length === Infinity) throw new Error(`${field}: its numbers are too large for a vector`);
  return Float32Array.from(components as ArrayLike<number>, (component) =>
    length > 0 ? component / length : 0,
  );
}
