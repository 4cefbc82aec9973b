/**
 * How many letters have to be added, left out, put in the place of another or swapped with the next to
 * make one word of the other (the optimal string alignment); undefined for more than `most`.
 */
export function editDistance(one: string, other: string, most: number): number | undefined {
  if (Math.abs(one.length - other.length) > most) return undefined;
  let twoRowsAbove: number[] = [];
  let rowAbove = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        (rowAbove[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (rowAbove[column - 1] ?? 0) + (isSame ? 0 : 1),
        row > 1 && column > 1 && isSwapped ? (twoRowsAbove[column - 2] ?? 0) + 1 : most + 1,
      );
    }
    if (Math.min(...current) > most) return undefined;
    [twoRowsAbove, rowAbove] = [rowAbove, current];
  }
  const distance = rowAbove[other.length] ?? 0;
  return distance > most ? undefined : distance;
}
