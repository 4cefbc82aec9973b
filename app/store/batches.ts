/** Rows per statement: with 15 columns far below SQLite's 32,766 and PostgreSQL's 65,535 values. */
const rowsPerStatement = 500;

/** `rows` in the portions that one statement takes. */
export function* batches<Row>(rows: Row[]): Generator<Row[]> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    yield rows.slice(start, start + rowsPerStatement);
  }
}
