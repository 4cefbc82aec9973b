import { stripVTControlCharacters } from "node:util";

/**
 * Rows as lines, each cell as wide as the widest of its column; cells of the columns in `right` end
 * where the column ends. Colours take no room. The last cell of a row is as long as it likes.
 */
export function columns(rows: string[][], right: number[] = []): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.slice(0, -1).entries()) {
      widths[index] = Math.max(widths[index] ?? 0, visibleLength(cell));
    }
  }
  return rows.map((row) =>
    row
      .map((cell, index) => padded(cell, widths[index] ?? 0, right.includes(index)))
      .join("  ")
      .trimEnd(),
  );
}

function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length;
}

function padded(cell: string, width: number, isRight: boolean): string {
  const room = " ".repeat(Math.max(0, width - visibleLength(cell)));
  return isRight ? room + cell : cell + room;
}
