import type { Compilable, CompiledQuery, Kysely } from "kysely";
import type { Database } from "./tables.ts";

/**
 * A query that is compiled when an engine is first asked it: that takes longer than many a query takes
 * the database. What `build` makes depends on nothing but the names of `values`, which never change.
 */
export function compiledOnce<Values extends object, Row>(
  build: (db: Kysely<Database>, values: Values) => Compilable<Row>,
): (db: Kysely<Database>, values: Values) => Promise<Row[]> {
  const queryOf = compiledFor(build);
  return (db, values) => rowsOf(db, queryOf(db, values), [values]);
}

/** The same for a query over many rows of the same columns. It gives what all of them gave. */
export function compiledForRows<Values extends object, Row>(
  build: (db: Kysely<Database>, rows: Values[]) => Compilable<Row>,
): (db: Kysely<Database>, rows: Values[]) => Promise<Row[]> {
  const queries = new WeakMap<object, Map<number, CompiledQuery<Row>>>();
  return async (db, rows) => {
    const { adapter } = db.getExecutor();
    const bySize = queries.get(adapter) ?? new Map<number, CompiledQuery<Row>>();
    queries.set(adapter, bySize);
    const given: Row[] = [];
    for (const portion of portions(rows)) {
      const query = bySize.get(portion.length) ?? build(db, portion.map(slotsFor)).compile();
      bySize.set(portion.length, query);
      given.push(...(await rowsOf(db, query, portion)));
    }
    return given;
  };
}

/** A statement, and the values in the places that it has for them. */
export interface FilledStatement {
  sql: string;
  parameters: readonly unknown[];
}

/** The same for a query over one row, as a statement for each of many, which is left to be run. */
export function compiledForEach<Values extends object>(
  build: (db: Kysely<Database>, values: Values) => Compilable,
): (db: Kysely<Database>, rows: Values[]) => FilledStatement[] {
  const queryOf = compiledFor(build);
  return (db, rows) => {
    const [first] = rows;
    if (first === undefined) return [];
    const query = queryOf(db, first);
    return rows.map((row) => ({ sql: query.sql, parameters: parametersOf(query, [row]) }));
  };
}

/** Rows of a statement: few sizes, so that few statements are compiled. */
const sizes = [64, 16, 4, 1];

function* portions<Row>(rows: Row[]): Generator<Row[]> {
  for (let start = 0; start < rows.length; ) {
    const size = sizes.find((one) => one <= rows.length - start) ?? 1;
    yield rows.slice(start, start + size);
    start += size;
  }
}

function compiledFor<Values extends object, Row>(
  build: (db: Kysely<Database>, values: Values) => Compilable<Row>,
): (db: Kysely<Database>, values: Values) => CompiledQuery<Row> {
  const queries = new WeakMap<object, CompiledQuery<Row>>();
  return (db, values) => {
    const { adapter } = db.getExecutor();
    const query = queries.get(adapter) ?? build(db, slotsFor(values, 0)).compile();
    queries.set(adapter, query);
    return query;
  };
}

/** Stands in a query where a value of a row comes. */
class Slot {
  readonly row: number;
  readonly name: string;

  constructor(row: number, name: string) {
    this.row = row;
    this.name = name;
  }
}

function slotsFor<Values extends object>(values: Values, row: number): Values {
  return Object.fromEntries(
    Object.keys(values).map((name) => [name, new Slot(row, name)]),
  ) as Values;
}

async function rowsOf<Row>(
  db: Kysely<Database>,
  query: CompiledQuery<Row>,
  values: object[],
): Promise<Row[]> {
  return (await db.executeQuery<Row>(filled(query, values))).rows;
}

function filled<Row>(query: CompiledQuery<Row>, values: object[]): CompiledQuery<Row> {
  return { ...query, parameters: parametersOf(query, values) };
}

function parametersOf(query: CompiledQuery, values: object[]): unknown[] {
  return query.parameters.map((parameter) =>
    parameter instanceof Slot
      ? (values[parameter.row] as Record<string, unknown>)[parameter.name]
      : parameter,
  );
}
